import '@guildhall/platform/require-node-24';
import { text } from 'node:stream/consumers';
import { EmbeddedEventStore } from '@guildhall/event-store/embedded/embedded-event-store';
import { hashPassword } from '@guildhall/eventstoredb-node/access/users';
import { startNode } from '@guildhall/eventstoredb-node/start-node';
import { claimDataFolder } from '@guildhall/platform/data-folder';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { type Asked, optionsIn, USAGE } from './options';

/** How long a stop may take before the process goes anyway, in milliseconds: nothing acknowledged can be lost by then. */
const PATIENCE = 10_000;

async function main(): Promise<void> {
  const asked = optionsIn(process.argv.slice(2));
  if (asked.kind === 'help') process.stdout.write(USAGE);
  else if (asked.kind === 'serve') await serve(asked);
  else process.stdout.write(`${await hashPassword((await text(process.stdin)).replace(/\r?\n$/, ''))}\n`);
}

async function serve({ folder, listen, tls, users }: Extract<Asked, { kind: 'serve' }>): Promise<void> {
  // Whatever is made in the data folder is its owner's alone.
  process.umask(0o077);
  const data = folder === undefined ? undefined : claimDataFolder(folder, { program: 'guildhall-node' });
  const store = data
    ? EmbeddedEventStore.open({ file: data.path('events.db') })
    : EmbeddedEventStore.inMemory();
  const node = await startNode({
    store,
    listen,
    ...(users && { users }),
    ...(tls && { tls }),
    ...(data && { linksFile: data.path('links.db') }),
  });
  data?.announce({ url: node.connectionString });
  process.stdout.write(
    `ready at ${node.connectionString}${data ? `, with the log in ${data.folder}` : ''}\n`,
  );

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), PATIENCE).unref();
    await node.stop();
    await store.close();
    data?.release();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

main().catch((error: unknown) => {
  const { message, stack } = error as Error;
  const mendable = error instanceof RefusalToStart;
  process.stderr.write(
    mendable ? `${message}\nnpx guildhall-node --help says more.\n` : `${stack ?? message}\n`,
  );
  process.exit(1);
});
