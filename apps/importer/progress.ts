import { number } from './tally';

const WIDTH = 30;
/** Between two signs of life, in milliseconds: on a terminal, and in a log. */
const EVERY = { terminal: 100, log: 5_000 };

/** How far it has come, as a bar on a terminal and as a line now and then anywhere else. */
export class Progress {
  private read = 0;
  private shownAt = 0;
  private startedAt = Date.now();
  private what = '';

  constructor(
    private readonly out: NodeJS.WriteStream,
    /** Bytes of the file. */
    private readonly total: number,
  ) {}

  /** Begins to go through the file. */
  begin(what: string): void {
    this.what = what;
    this.read = 0;
    this.shownAt = this.startedAt = Date.now();
  }

  /** So many bytes of the file have been read. */
  readonly reach = (bytes: number): void => {
    this.read = bytes;
  };

  show(rows: number): void {
    const now = Date.now();
    if (now - this.shownAt < (this.out.isTTY ? EVERY.terminal : EVERY.log)) return;
    this.shownAt = now;
    const part = Math.min(1, this.read / this.total);
    const seconds = (now - this.startedAt) / 1_000;
    const figures = `${Math.floor(part * 100)} %, ${number(rows)} rows, ${number(Math.round(rows / seconds))} rows/s`;
    const bar = '█'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '░');
    this.out.write(this.out.isTTY ? `\r\x1b[K${this.what} ${bar} ${figures}` : `${this.what}: ${figures}\n`);
  }

  /** A sentence that stays. */
  say(sentence: string): void {
    this.out.write(`${this.out.isTTY ? '\r\x1b[K' : ''}${sentence}\n`);
  }

  end(): void {
    if (this.out.isTTY) this.out.write('\r\x1b[K');
  }
}
