import { EmbeddedEventReader } from '../../libs/event-store/embedded/embedded-event-reader';
import { Lease } from '../../libs/platform/postgres/lease';
import { PostgresDatabases } from '../../libs/platform/postgres/postgres-databases';
import { openProjector } from '../../libs/read-models/open-projector';
import { projectInTurns } from '../../libs/read-models/project-in-turns';

/*
 * Builds read models in PostgreSQL whenever it is its turn, until it is ended. Says `working`, `standing by` and
 * `stepped back`, a line each.
 *
 *   node project-in-turns.js <log file> <database url> <prefix of the schemas> <milliseconds a turn is held for>
 */

const [file = '', url = '', prefix, heldFor] = process.argv.slice(2);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const log = EmbeddedEventReader.open({ file });
  const databases = await PostgresDatabases.open(url, { prefix });
  const lease = await Lease.open(databases, 'projector', Number(heldFor));
  await projectInTurns(
    lease,
    () => openProjector(log, databases, { batch: 20 }),
    new AbortController().signal,
    {
      working: () => say('working'),
      standingBy: () => say('standing by'),
      steppedBack: () => say('stepped back'),
    },
  );
}

void main();
