import type { Recorded } from '../event-sourcing/recorded-event';

/** Events that are remembered at most, of all streams together: some 40 MB. */
const REMEMBERED = 20_000;

interface Remembered<Stored> {
  history: readonly Recorded[];
  /** What was appended behind it, not decoded until it is asked for: most streams never are. */
  appended: readonly Stored[];
  /** Something newer is known to stand in the log, which is not remembered. */
  isOld: boolean;
}

/**
 * The histories of the streams in use, as they were seen last. Others append too, so a history may be older than the
 * log without anybody here knowing: it is good for trying an append, which the store refuses when it is old, and for
 * reading on from its end. The least recently used are forgotten.
 */
export class Histories<Stored extends { stream: string; revision: number }> {
  private readonly streams = new Map<string, Remembered<Stored>>();
  private size = 0;

  constructor(
    private readonly decode: (event: Stored) => Recorded,
    private readonly most = REMEMBERED,
  ) {}

  /** As far as it is remembered, be it old; empty when it is not. */
  of(stream: string): readonly Recorded[] {
    const remembered = this.streams.get(stream);
    if (!remembered) return [];
    const { appended, history, isOld } = remembered;
    const whole = appended.length === 0 ? history : [...history, ...appended.map(this.decode)];
    this.remember(stream, { history: whole, appended: [], isOld });
    return whole;
  }

  /** The history when nothing newer is known of. */
  latest(stream: string): readonly Recorded[] | undefined {
    const remembered = this.streams.get(stream);
    return remembered && !remembered.isOld ? this.of(stream) : undefined;
  }

  /** The log was read: this is what stood there. What is remembered already may be newer. */
  read(stream: string, history: readonly Recorded[]): void {
    if (history.length === 0 || history.length < lengthOf(this.streams.get(stream))) return;
    this.remember(stream, { history, appended: [], isOld: false });
  }

  /** This event was appended, as it would be read back. */
  appended(event: Stored): void {
    const remembered = this.streams.get(event.stream);
    if (lengthOf(remembered) !== event.revision) this.outgrown(event.stream);
    else {
      const { history = [], appended = [] } = remembered ?? {};
      this.remember(event.stream, { history, appended: [...appended, event], isOld: false });
    }
  }

  /** There is more in the stream than is remembered. */
  outgrown(stream: string): void {
    const remembered = this.streams.get(stream);
    if (remembered) remembered.isOld = true;
  }

  private remember(stream: string, remembered: Remembered<Stored>): void {
    this.forget(stream);
    this.streams.set(stream, remembered);
    this.size += lengthOf(remembered);
    for (const oldest of this.streams.keys()) {
      if (this.size <= this.most) break;
      this.forget(oldest);
    }
  }

  private forget(stream: string): void {
    this.size -= lengthOf(this.streams.get(stream));
    this.streams.delete(stream);
  }
}

function lengthOf(remembered: Remembered<unknown> | undefined): number {
  return remembered ? remembered.history.length + remembered.appended.length : 0;
}
