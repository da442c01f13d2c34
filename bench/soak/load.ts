import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../apps/demo/random';
import { type HttpAnswer, HttpClient } from '../http-client';
import { Latencies } from './latencies';
import type { Acknowledged, Ledger, Sent } from './ledger';
import type { ServedProgram } from './served-program';

/** A case as the one client that works on it sees it. */
interface Case {
  reference: string;
  stage: 'raised' | 'forwarded' | 'planned' | 'done' | 'resolved';
  actions: number;
}

/** Cases that one client has in hand at once; commands that it remembers, to send them again. */
const IN_HAND = 20;
const REMEMBERED = 50;
/** Of the commands whose answer was lost in a kill, so many are sent again until there is one. The rest stays a question. */
const ASKED_AGAIN = 0.7;

const SERVICES = ['street-lighting-fault', 'pothole', 'graffiti'] as const;

/** One of those who send commands and ask questions, one after the other, until the signal. */
export class LoadClient {
  private readonly random: Random;
  private readonly cases: Case[] = [];
  private readonly remembered: Sent[] = [];
  private readonly http = new HttpClient();

  constructor(
    private readonly program: ServedProgram,
    private readonly ledger: Ledger,
    private readonly latencies: Map<string, Latencies>,
    seed: string,
  ) {
    this.random = new Random(seed);
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.program.up();
      try {
        await this.doSomething();
      } catch (error) {
        if (!isCutOff(error)) throw error;
        await sleep(5);
      }
    }
    this.http.close();
  }

  private async doSomething(): Promise<void> {
    const what = this.random.weighted({ raise: 25, work: 50, ask: 20, repeat: 8 });
    if (what === 'ask') return this.ask();
    if (what === 'repeat' && this.remembered.length > 0)
      return this.repeat(this.random.pick(this.remembered));
    if (what === 'work' && this.cases.length > 0) return this.work(this.random.pick(this.cases));
    await this.raise();
  }

  private async raise(): Promise<void> {
    const answer = await this.command('raise', '/cases', {
      service: this.random.pick(SERVICES),
      channel: this.random.pick(['phone', 'online', 'app'] as const),
      summary: `Soak ${this.random.whole(1, 1_000_000)}`,
      ...(this.random.chance(0.5) && { customer: { name: 'Joan Carter', phone: '01642 000000' } }),
    });
    if (!answer) return;
    this.cases.push({ reference: answer.reference, stage: 'raised', actions: 0 });
    if (this.cases.length > IN_HAND) this.cases.shift();
  }

  private async work(on: Case): Promise<void> {
    const at = `/cases/${on.reference}`;
    if (this.random.chance(0.15)) {
      await this.command('note', `${at}/notes`, { visibility: 'staff', text: 'Looked at it.' });
      return;
    }
    switch (on.stage) {
      case 'raised':
        if (await this.command('forward', `${at}/forward`, { department: 'highways' }))
          on.stage = 'forwarded';
        return;
      case 'forwarded': {
        const actionId = `a${on.actions}`;
        const body = { actionId, what: 'Look at it', when: { day: this.dayAhead() } };
        if (await this.command('schedule', `${at}/actions`, body)) on.stage = 'planned';
        return;
      }
      case 'planned': {
        const body = { outcome: 'done', note: 'Done.' };
        if (await this.command('take', `${at}/actions/a${on.actions}/take`, body)) on.stage = 'done';
        return;
      }
      case 'done': {
        const body = { outcome: 'fixed', explanation: 'It works again.' };
        if (await this.command('resolve', `${at}/resolve`, body)) on.stage = 'resolved';
        return;
      }
      case 'resolved':
        this.cases.splice(this.cases.indexOf(on), 1);
        await this.command('close', `${at}/close`, { reason: 'resolved' });
    }
  }

  /** The same again, with the same key: the answer has to be the same. */
  private async repeat(sent: Sent): Promise<void> {
    const first = sent.answer;
    if (typeof first !== 'object') return;
    const again = acknowledgedIn(await this.send('repeat', sent));
    this.ledger.repeats++;
    if (typeof again !== 'object' || JSON.stringify(again) !== JSON.stringify(first)) {
      this.ledger.fault(
        `${sent.what} with key ${sent.key} was answered ${JSON.stringify(first)}, and repeated, ${JSON.stringify(again)}`,
      );
    }
  }

  private async ask(): Promise<void> {
    const reference = this.cases.length > 0 ? this.random.pick(this.cases).reference : undefined;
    const questions: Record<string, string | undefined> = {
      queue: '/queue?department=highways&limit=20',
      figures: '/service-excellence',
      feed: `/departments/highways/feed?limit=20`,
      case: reference && `/cases/${reference}`,
      timeline: reference && `/cases/${reference}/timeline`,
      history: reference && `/cases/${reference}/history`,
    };
    const kind = this.random.weighted({
      queue: 20,
      figures: 1,
      feed: 10,
      case: 30,
      timeline: 20,
      history: 20,
    });
    const path = questions[kind];
    if (path === undefined) return;
    const { status } = await this.timed(`ask ${kind}`, () => this.http.ask(`${this.program.url}${path}`));
    // A case is in the read model a moment after its command.
    if (status !== 200 && status !== 404) this.ledger.fault(`GET ${path} answered ${status}`);
  }

  /** Sends a new command and writes down what is answered; undefined when it does not stand, or nobody knows. */
  private async command(what: string, path: string, body: object): Promise<Acknowledged | undefined> {
    const sent = this.ledger.begin(what, path, body);
    for (;;) {
      let answer: HttpAnswer;
      try {
        answer = await this.send(what, sent);
      } catch (error) {
        if (!this.random.chance(ASKED_AGAIN)) throw error;
        await sleep(5);
        await this.program.up();
        continue;
      }
      if (answer.status === 503) continue;
      sent.answer = acknowledgedIn(answer);
      if (answer.status >= 500 || answer.status === 400 || answer.status === 422)
        this.ledger.fault(`${what} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      if (typeof sent.answer !== 'object') return undefined;
      this.remembered.push(sent);
      if (this.remembered.length > REMEMBERED) this.remembered.shift();
      return sent.answer;
    }
  }

  private send(what: string, { path, body, key }: Sent): Promise<HttpAnswer> {
    return this.timed(what, () =>
      this.http.ask(`${this.program.url}${path}`, {
        method: 'POST',
        body,
        headers: { 'idempotency-key': key },
      }),
    );
  }

  private async timed(what: string, work: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const began = performance.now();
    const answer = await work();
    const latencies = this.latencies.get(what) ?? new Latencies();
    this.latencies.set(what, latencies);
    latencies.add(performance.now() - began);
    return answer;
  }

  private dayAhead(): string {
    return new Date(Date.now() + this.random.whole(2, 20) * 86_400_000).toISOString().slice(0, 10);
  }
}

function acknowledgedIn({ status, body }: HttpAnswer): Acknowledged | 'refused' | 'unchanged' {
  if (status !== 200 && status !== 201) return 'refused';
  const { reference, revision, position, events, changed } = body;
  if (changed !== true) return 'unchanged';
  return {
    reference: String(reference),
    revision: Number(revision),
    position: String(position),
    events: (events as unknown[]).length,
  };
}

/** What a client sees when the server goes away. */
function isCutOff(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    ['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(code ?? '') ||
    message === 'socket hang up' ||
    message === 'The answer was cut off'
  );
}
