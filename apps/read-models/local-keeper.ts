import type { Config } from '@guildhall/platform/config';
import { claimDataFolder } from '@guildhall/platform/data-folder';
import {
  type ReadModelReport,
  ReadModelOperations,
} from '@guildhall/read-models/builds/read-model-operations';
import { openDatabases, openLogToRead } from '../installation/places';
import { Opened } from '../program/opened';
import { runProjector } from '../projector/run-projector';
import type { Keeper } from './keeper';
import { isInFolder, placesOf } from './places-of-read-models';

/** Events applied in one transaction to what is live: nobody waits for it, and a small page is little memory. */
const BATCH = 1_000;

/**
 * This program, as the projector. Where several programs share the installation, one that projects already does what is
 * asked, and this one stands by.
 */
export class LocalKeeper implements Keeper {
  readonly place = 'here: no Guildhall runs on this data folder';
  readonly goesOn = false;
  private failed: Error | undefined;

  private constructor(
    private readonly operations: ReadModelOperations,
    private readonly opened: Opened,
  ) {}

  static async open(config: Config): Promise<LocalKeeper> {
    const places = placesOf(config);
    const opened = new Opened();
    try {
      if (isInFolder(config)) {
        const folder = claimDataFolder(config.dataFolder, { program: 'guildhall rebuild' });
        opened.add(() => folder.release());
      }
      const log = await openLogToRead(places.log);
      opened.add(() => log.close());
      const databases = await openDatabases(places.readModels);
      opened.add(() => databases.close());
      const keeper = new LocalKeeper(new ReadModelOperations(databases, log), opened);
      const ending = new AbortController();
      const quiet = (): void => undefined;
      const projecting = runProjector(
        log,
        databases,
        places,
        isInFolder(config),
        ending.signal,
        quiet,
        BATCH,
      ).catch((fault: unknown) => (keeper.failed = fault as Error));
      opened.add(async () => {
        ending.abort();
        await projecting;
      });
      return keeper;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  all(): Promise<ReadModelReport[]> {
    return this.operations.all();
  }

  async ask(name: string, what: 'rebuild' | 'discard' | 'verification'): Promise<void> {
    if (what === 'verification') await this.operations.verify(name);
    else await this.operations[what](name);
  }

  fault(): Error | undefined {
    return this.failed;
  }

  close(): Promise<void> {
    return this.opened.close();
  }
}
