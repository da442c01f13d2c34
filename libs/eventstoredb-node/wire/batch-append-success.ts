import { BackwardsWriter } from './backwards-writer';

/** Fields, as the generated classes number them: a test compares the two. */
const RESPONSE = { correlation: 1, success: 3, stream: 4 };
const SUCCESS = { revision: 1, position: 3 };
const POSITION = { commit: 1, prepare: 2 };
const STREAM_NAME = 3;

/** What an answer takes beside its texts, at most. */
const OVERHEAD = 96;

/** The `BatchAppendResp` of an append that was made, as bytes: what a busy node answers most. */
export function encodedSuccess(
  correlation: Uint8Array,
  stream: string,
  { revision, position }: { revision: number; position: number },
): Buffer {
  const writer = new BackwardsWriter(correlation.length + Buffer.byteLength(stream) + OVERHEAD);
  const name = writer.end;
  writer.text(STREAM_NAME, stream);
  writer.part(RESPONSE.stream, name);
  const success = writer.end;
  const place = writer.end;
  writer.number(POSITION.prepare, position);
  writer.number(POSITION.commit, position);
  writer.part(SUCCESS.position, place);
  writer.number(SUCCESS.revision, revision);
  writer.part(RESPONSE.success, success);
  writer.bytes(RESPONSE.correlation, correlation);
  return writer.finished();
}
