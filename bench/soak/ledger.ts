import { randomUUID } from 'node:crypto';
import { commandIdFor } from '../../apps/api/commands/command-id';
import { SOAKER } from './served-program';

/** What the server said of a command when it acknowledged it. */
export interface Acknowledged {
  reference: string;
  revision: number;
  position: string;
  events: number;
}

/** A command that was sent, as whoever sent it remembers it. */
export interface Sent {
  key: string;
  commandId: string;
  what: string;
  path: string;
  body: object;
  /** Missing: nobody knows whether it was carried out, for the server was killed before it answered. */
  answer?: Acknowledged | 'refused' | 'unchanged';
}

/** Everything that was sent, kept on this side: what the log is held to at the end. */
export class Ledger {
  readonly sent = new Map<string, Sent>();
  /** What should never have happened, in sentences. */
  readonly faults: string[] = [];
  repeats = 0;

  begin(what: string, path: string, body: object): Sent {
    const key = randomUUID();
    const command: Sent = { key, commandId: commandIdFor(SOAKER, key), what, path, body };
    this.sent.set(command.commandId, command);
    return command;
  }

  fault(sentence: string): void {
    if (this.faults.length < 1_000) this.faults.push(sentence);
  }

  /** What became of all that was sent. */
  counts(): { acknowledged: number; refused: number; unanswered: number } {
    const counts = { acknowledged: 0, refused: 0, unanswered: 0 };
    for (const { answer } of this.sent.values()) {
      if (answer === undefined) counts.unanswered++;
      else if (typeof answer === 'string') counts.refused++;
      else counts.acknowledged++;
    }
    return counts;
  }
}
