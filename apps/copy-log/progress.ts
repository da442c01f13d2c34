/** Between two signs of life, in milliseconds: on a terminal, and in a log. */
const EVERY = { terminal: 100, log: 5_000 };

/** How far it has come: in one line on a terminal, in a line now and then anywhere else. */
export class Progress {
  #what = '';
  #total: number | undefined;
  #done = 0;
  #startedAt = Date.now();
  #shownAt = 0;

  constructor(private readonly out: NodeJS.WriteStream) {}

  begin(what: string, total: number | undefined): void {
    this.#what = what;
    this.#total = total;
    this.#done = 0;
    this.#startedAt = this.#shownAt = Date.now();
  }

  advance(events: number): void {
    this.#done += events;
    const now = Date.now();
    if (now - this.#shownAt < (this.out.isTTY ? EVERY.terminal : EVERY.log)) return;
    this.#shownAt = now;
    const perSecond = Math.round((1_000 * this.#done) / (now - this.#startedAt));
    const part = this.#total ? ` ${Math.floor((100 * this.#done) / this.#total)} %,` : '';
    const line = `${this.#what}:${part} ${number(this.#done)} events, ${number(perSecond)} a second`;
    this.out.write(this.out.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }

  /** A sentence that stays. */
  say(sentence: string): void {
    this.out.write(`${this.out.isTTY ? '\r\x1b[K' : ''}${sentence}\n`);
  }
}

export const number = (count: number): string => count.toLocaleString('en-GB');
