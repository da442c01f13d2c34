import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { decodedBatchAppend } from './batch-append-request';

const { read, batchAppend } = StreamsService;

/**
 * The protocol's Streams service, but for the three messages that a busy node spends its time on: these go to and from
 * bytes without the generated classes, which take several times as long.
 */
export const STREAMS = {
  ...StreamsService,
  read: {
    ...read,
    responseSerialize: (answer: ReadResp | Buffer) =>
      Buffer.isBuffer(answer) ? answer : read.responseSerialize(answer),
  },
  batchAppend: {
    ...batchAppend,
    requestDeserialize: decodedBatchAppend,
    responseSerialize: (answer: BatchAppendResp | Buffer) =>
      Buffer.isBuffer(answer) ? answer : batchAppend.responseSerialize(answer),
  },
};
