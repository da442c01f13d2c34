import { EmbeddedEventStore } from '../../libs/event-store/embedded/embedded-event-store';
import { startNode } from '../../libs/eventstoredb-node/start-node';

/*
 * A server of the EventStoreDB protocol over the log in a file, to be killed: serve-log.js FILE PORT
 * Says `ready` and its connection string when it listens.
 */
const [file = '', port = '0'] = process.argv.slice(2);
startNode({
  store: EmbeddedEventStore.open({ file }),
  listen: { host: '127.0.0.1', port: Number(port) },
}).then(
  ({ connectionString }) => process.stdout.write(`ready ${connectionString}\n`),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
