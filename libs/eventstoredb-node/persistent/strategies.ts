import { createHash } from 'node:crypto';
import type { LogRecord } from '../../event-store/embedded/log-record';
import { parsed } from '../streams/stream-state';
import type { Consumer } from './consumer';
import type { Strategy } from './group-settings';

/** Who gets this message; undefined when it has to wait. */
type Choose = (consumers: readonly Consumer[], record: LogRecord) => Consumer | undefined;

/** A strategy may remember whom it chose last, and so each group has its own. */
export function chooserOf(strategy: Strategy): Choose {
  switch (strategy) {
    case 'DispatchToSingle':
      return (consumers) => consumers.find(({ isFree }) => isFree);
    case 'RoundRobin':
      return roundRobin();
    case 'Pinned':
      return pinnedTo(({ stream }) => stream);
    case 'PinnedByCorrelation':
      return pinnedTo(({ stream, metadata }) => {
        const id = parsed(metadata).$correlationId;
        return typeof id === 'string' ? id : stream;
      });
  }
}

function roundRobin(): Choose {
  let last: Consumer | undefined;
  return (consumers) => {
    const after = last ? consumers.indexOf(last) + 1 : 0;
    last = [...consumers.slice(after), ...consumers.slice(0, after)].find(({ isFree }) => isFree);
    return last;
  };
}

/** The same key goes to the same consumer while the consumers stay the same: no promise of order, but a habit of it. */
function pinnedTo(keyOf: (record: LogRecord) => string): Choose {
  return (consumers, record) => {
    const hash = createHash('sha1').update(keyOf(record)).digest().readUInt32BE();
    const consumer = consumers[hash % consumers.length];
    return consumer?.isFree ? consumer : undefined;
  };
}
