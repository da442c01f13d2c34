import fc from 'fast-check';
import { AllStreamPosition, UUID } from '@eventstore/db-client/generated/shared_pb';
import { BatchAppendReq, BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { LogRecord } from '../../event-store/embedded/log-record';
import { decodedBatchAppend } from './batch-append-request';
import { encodedSuccess } from './batch-append-success';
import { encodedReadEvent } from './read-event';
import { fillRecordedEvent } from './recorded-event';
import { streamIdentifier } from './stream-name';

/*
 * The messages that are written and read by hand are what the protocol's own classes make of them.
 */

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const bytes = fc.uint8Array({ maxLength: 300 });
const whole = fc.oneof(fc.nat(), fc.maxSafeNat());
const record: fc.Arbitrary<LogRecord> = fc.record({
  id: fc.uuid(),
  stream: name,
  revision: whole,
  position: whole,
  type: fc.oneof(name, fc.constant('$streamDeleted')),
  created: fc.integer({ min: 1, max: 8_640_000_000_000 }),
  data: fc.oneof(text, bytes),
  metadata: fc.oneof(text, bytes),
});

it('An event that is read says what the generated class says of it', () => {
  fc.assert(
    fc.property(record, fc.option(record, { nil: undefined }), (event, link) => {
      const { ReadEvent } = ReadResp;
      const expected = new ReadEvent()
        .setEvent(fillRecordedEvent(new ReadEvent.RecordedEvent(), event))
        .setCommitPosition(String((link ?? event).position));
      if (link) expected.setLink(fillRecordedEvent(new ReadEvent.RecordedEvent(), link));

      const told = ReadResp.deserializeBinary(encodedReadEvent({ event, link })).getEvent();

      expect(sorted(told)).toEqual(sorted(expected));
    }),
  );
});

it('A batch append is read as the generated class reads it', () => {
  const event = fc.record({ id: fc.uuid(), type: name, data: bytes, metadata: bytes });
  fc.assert(
    fc.property(
      fc.uuid(),
      name,
      fc.array(event, { maxLength: 4 }),
      fc.boolean(),
      (id, stream, events, final) => {
        const correlation = new UUID().setString(id);
        const options = new BatchAppendReq.Options()
          .setStreamIdentifier(streamIdentifier(stream))
          .setStreamExists(new Empty())
          .setDeadline(Timestamp.fromDate(new Date(1_700_000_000_250)));
        const request = new BatchAppendReq()
          .setCorrelationId(correlation)
          .setOptions(options)
          .setIsFinal(final);
        for (const { id: eventId, type, data, metadata } of events) {
          const message = new BatchAppendReq.ProposedMessage()
            .setId(new UUID().setString(eventId.toUpperCase()))
            .setData(data)
            .setCustomMetadata(metadata);
          message
            .getMetadataMap()
            .set('type', type)
            .set('content-type', 'application/json')
            .set('other', 'thing');
          request.addProposedMessages(message);
        }

        const decoded = decodedBatchAppend(Buffer.from(request.serializeBinary()));

        expect(UUID.deserializeBinary(decoded.correlation).getString()).toBe(id);
        expect(decoded.options).toEqual({ stream, expected: 'exists', deadline: 1_700_000_000_250 });
        expect(decoded.isFinal).toBe(final);
        expect(decoded.events).toEqual(
          events.map(({ data, metadata, ...rest }) => ({
            ...rest,
            contentType: 'application/json',
            data: Buffer.from(data),
            metadata: Buffer.from(metadata),
          })),
        );
      },
    ),
  );
});

it.each<[string, BatchAppendReq.Options, unknown]>([
  ['nothing', new BatchAppendReq.Options(), 'any'],
  ['any', new BatchAppendReq.Options().setAny(new Empty()), 'any'],
  ['no stream', new BatchAppendReq.Options().setNoStream(new Empty()), 'none'],
  ['revision 0', new BatchAppendReq.Options().setStreamPosition('0'), 0],
  ['revision 300', new BatchAppendReq.Options().setStreamPosition('300'), 300],
  [
    'a revision past all',
    new BatchAppendReq.Options().setStreamPosition('18446744073709551615'),
    Number.MAX_SAFE_INTEGER,
  ],
])('A batch append that expects %s is understood', (_, options, expected) => {
  const request = new BatchAppendReq().setOptions(options);

  expect(decodedBatchAppend(Buffer.from(request.serializeBinary())).options?.expected).toBe(expected);
});

it('The id of an event may come as two numbers', () => {
  const id = new UUID().setStructured(
    new UUID.Structured().setMostSignificantBits('-1').setLeastSignificantBits('1'),
  );
  const request = new BatchAppendReq();
  request.addProposedMessages(new BatchAppendReq.ProposedMessage().setId(id));

  const { events } = decodedBatchAppend(Buffer.from(request.serializeBinary()));

  expect(events[0]?.id).toBe('ffffffff-ffff-ffff-0000-000000000001');
});

it('What follows an append that was made says what the generated class says', () => {
  fc.assert(
    fc.property(fc.uuid(), name, whole, whole, (id, stream, revision, position) => {
      const correlation = new UUID().setString(id);
      const place = new AllStreamPosition()
        .setCommitPosition(String(position))
        .setPreparePosition(String(position));
      const expected = new BatchAppendResp()
        .setCorrelationId(correlation)
        .setSuccess(new BatchAppendResp.Success().setCurrentRevision(String(revision)).setPosition(place))
        .setStreamIdentifier(streamIdentifier(stream));

      const encoded = encodedSuccess(correlation.serializeBinary(), stream, { revision, position });

      expect(BatchAppendResp.deserializeBinary(encoded).toObject()).toEqual(
        BatchAppendResp.deserializeBinary(expected.serializeBinary()).toObject(),
      );
    }),
  );
});

it('A message that ends too early is refused', () => {
  const request = new BatchAppendReq().setCorrelationId(new UUID().setString('x'.repeat(36)));
  const message = Buffer.from(request.serializeBinary());

  expect(() => decodedBatchAppend(message.subarray(0, 20))).toThrow('ends within a field');
});

/** The entries of a map have no order. */
function sorted(event: ReadResp.ReadEvent | undefined): unknown {
  const object = ReadResp.ReadEvent.deserializeBinary(
    event?.serializeBinary() ?? new Uint8Array(),
  ).toObject();
  for (const recorded of [object.event, object.link]) recorded?.metadataMap.sort();
  return object;
}
