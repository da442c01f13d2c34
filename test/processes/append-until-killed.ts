import { randomUUID } from 'node:crypto';
import { EmbeddedEventStore } from '../../libs/event-store/embedded/embedded-event-store';
import type { AppendResult } from '../../libs/event-store/event-store';

/** What the crash test is told of each append that was acknowledged: one line of JSON. */
export interface Acknowledgement extends AppendResult {
  stream: string;
  ids: string[];
}

const WRITERS = 32;

/** Appends one to five events at a time to a stream of its own, for ever. */
async function write(store: EmbeddedEventStore, stream: string): Promise<never> {
  for (let append = 0; ; append++) {
    const of = 1 + (append % 5);
    const ids = Array.from({ length: of }, () => randomUUID());
    const events = ids.map((id, index) => ({
      id,
      type: 'CaseNoted',
      data: JSON.stringify({ append, index, of, text: 'x'.repeat(200) }),
      metadata: '{}',
    }));
    const result = await store.append(stream, append === 0 ? 'none' : 'exists', events);
    const acknowledgement: Acknowledgement = { ...result, stream, ids };
    process.stdout.write(`${JSON.stringify(acknowledgement)}\n`);
  }
}

const [file = ''] = process.argv.slice(2);
const store = EmbeddedEventStore.open({ file });
const run = randomUUID();
for (let writer = 0; writer < WRITERS; writer++) void write(store, `run-${run}-case-${writer}`);
