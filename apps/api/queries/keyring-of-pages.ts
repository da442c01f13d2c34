import type { Sealer } from '@guildhall/event-sourcing/event-codec';
import { type KeyChoice, Keyring, type Term } from '@guildhall/keyring/keyring';
import { UNREADABLE } from '@guildhall/keyring/open-boxes';
import { DamagedBox } from '@guildhall/keyring/sealed-box';
import type { Logger } from 'pino';

/** Streams whose damaged boxes are remembered: a queue is looked at all day, and says it once. */
const REMEMBERED = 1_000;

/**
 * The keys, for whoever shows what is in a box: one that is damaged takes down no page that it is on. In its place stands
 * that it cannot be read, and the log names the case or customer, once. Whoever decides on it is refused all the same.
 */
export class KeyringOfPages extends Keyring {
  private readonly told = new Set<string>();

  constructor(
    private readonly keyring: Keyring,
    private readonly logger: Logger,
  ) {
    super();
  }

  async open(box: string): Promise<Record<string, unknown> | undefined> {
    try {
      return await this.keyring.open(box);
    } catch (fault) {
      if (!(fault instanceof DamagedBox)) throw fault;
      this.tell(fault);
      return UNREADABLE;
    }
  }

  sealerFor(stream: string, choice?: KeyChoice): Promise<Sealer> {
    return this.keyring.sealerFor(stream, choice);
  }

  fingerprint(text: string): string {
    return this.keyring.fingerprint(text);
  }

  find(term: Term, page: { after?: string; limit: number }): Promise<string[]> {
    return this.keyring.find(term, page);
  }

  findsAll(): Promise<boolean> {
    return this.keyring.findsAll();
  }

  allIsFound(): Promise<void> {
    return this.keyring.allIsFound();
  }

  health(): Promise<void> {
    return this.keyring.health();
  }

  close(): Promise<void> {
    return this.keyring.close();
  }

  private tell({ stream }: DamagedBox): void {
    if (this.told.has(stream) || this.told.size === REMEMBERED) return;
    this.told.add(stream);
    this.logger.error({ stream }, 'what is sealed here is damaged, and is shown as unreadable');
  }
}
