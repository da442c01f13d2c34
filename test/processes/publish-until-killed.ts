import { randomUUID } from 'node:crypto';
import { DepartmentFeedPublisher } from '../../libs/department-feeds/publisher/department-feed-publisher';
import { caseStream } from '../../libs/domain/case/case-events';
import { referenceFor } from '../../libs/domain/case/case-reference';
import { domainCodec } from '../../libs/domain/events';
import { EmbeddedEventStore } from '../../libs/event-store/embedded/embedded-event-store';
import {
  after,
  assign,
  close,
  forward,
  raise,
  reopen,
  resolve,
  schedule,
  take,
} from '../../libs/testing/case-builders';

/*
 * Writes cases that go from hand to hand, and publishes the departments' feeds, until it is killed. Says `begun` when
 * both are at work.
 *
 *   node publish-until-killed.js <log file>
 */

const WRITERS = 8;

const history = after(
  raise(),
  forward(),
  assign(),
  forward('housing', 'repairs'),
  schedule(),
  forward(),
  take(),
  resolve(),
  close(),
  reopen(),
  forward('housing', 'repairs'),
);

const now = '2026-06-01T12:00:00.000Z';
const metadata = {
  recordedAt: now,
  occurredAt: now,
  actor: { kind: 'officer', id: 'p.shah' },
  commandId: 'c',
  $correlationId: 'c',
  $causationId: 'c',
} as const;

/** One case after the other, one event at a time. */
async function write(store: EmbeddedEventStore): Promise<never> {
  for (;;) {
    const stream = caseStream(referenceFor(randomUUID()));
    for (const [revision, event] of history.entries()) {
      const place = { id: randomUUID(), stream, sealer: { seal: () => 'sealed' } };
      const expected = revision === 0 ? 'none' : revision - 1;
      await store.append(stream, expected, [domainCodec.encode(event, metadata, place)]);
    }
  }
}

const [file = ''] = process.argv.slice(2);
const store = EmbeddedEventStore.open({ file });
const options = { checkpointEvery: 50, rememberedCases: 4, moved: begun, stopped: fail, waiting: fail };
void new DepartmentFeedPublisher(store, options).run(new AbortController().signal);
for (let writer = 0; writer < WRITERS; writer++) void write(store);

let moves = 0;
/** The first time there may have been nothing yet. */
function begun(): void {
  if (++moves === 2) process.stdout.write('begun\n');
}

function fail(fault: Error): never {
  throw fault;
}
