import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { clientStreaming, serverStreaming } from '../server/calls';
import { append } from './append';
import { batchAppend } from './batch-append';
import { type Log, read } from './read';
import { readOptionsOf } from './read-options';
import { subscribe } from './subscribe';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb';
import type { ServerDuplexStream } from '@grpc/grpc-js';

/** The protocol's Streams service over this store. */
export function streamsService(store: EmbeddedEventStore, log: Log): UntypedServiceImplementation {
  return {
    append: clientStreaming<AppendReq, AppendResp>((call) => append(store, call)),
    batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => batchAppend(store, call),
    read: serverStreaming<ReadReq, ReadResp>((call, outlet) => {
      const options = readOptionsOf(call.request);
      return options.count === undefined
        ? subscribe(log, store.news, options, outlet)
        : read(log, options, outlet);
    }),
  };
}
