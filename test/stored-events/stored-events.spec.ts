import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainCodec, domainEvents } from '@guildhall/domain/events';
import type { EventType } from '@guildhall/event-sourcing/event-type';

/*
 * One file for every version of every event that was ever written, exactly as it is stored. Today's code must read
 * them all, for ever. A file is written when a version is new and never changed afterwards.
 */

const types = Object.values(domainEvents) as unknown as EventType[];
const sealer = { seal: () => 's1.example.sealed' };
const metadata = {
  recordedAt: '2026-06-01T09:31:00.000Z',
  occurredAt: '2026-06-01T09:30:00.000Z',
  actor: { kind: 'agent', id: 'm.jones' },
  commandId: 'b8c9a0a2-6d0e-4d0f-9a51-0d4be5a9d001',
  $correlationId: 'b8c9a0a2-6d0e-4d0f-9a51-0d4be5a9d001',
  $causationId: 'b8c9a0a2-6d0e-4d0f-9a51-0d4be5a9d001',
} as const;
const place = { id: '00000000-0000-5000-8000-000000000000', stream: 'example', sealer };

const fileOf = (name: string, version: number): string => join(__dirname, `${name}.v${version}.json`);
const stored = (file: string) =>
  JSON.parse(readFileSync(file, 'utf8')) as { type: string; data: object; metadata: object };

describe('events as they are stored', () => {
  it.each(types.map((type) => [type.name, type] as const))('%s has a file for every version', (_, type) => {
    for (let version = 1; version <= type.version; version++) {
      const file = fileOf(type.name, version);
      if (
        version === type.version &&
        !existsSync(file) &&
        process.env['GUILDHALL_WRITE_STORED_EVENTS'] === '1'
      ) {
        const encoded = domainCodec.encode({ type: type.name, data: type.example }, metadata, place);
        const event = {
          type: encoded.type,
          data: JSON.parse(encoded.data) as object,
          metadata: JSON.parse(encoded.metadata) as object,
        };
        writeFileSync(file, `${JSON.stringify(event, null, 2)}\n`);
      }
      expect(existsSync(file)).toBe(true);
    }
  });

  it.each(readdirSync(__dirname).filter((name) => name.endsWith('.json')))(
    '%s is read by today’s code',
    (name) => {
      const { type, data, metadata: written } = stored(join(__dirname, name));
      const read = domainCodec.decode({
        ...place,
        type,
        data: JSON.stringify(data),
        metadata: JSON.stringify(written),
        revision: 0,
        position: '1',
      });
      expect(read.type).toBe(type);
      expect(read.data).toMatchObject({
        ...(name.includes('.v1.') && type === 'ActionScheduled' ? {} : data),
      });
    },
  );

  it.each(types.map((type) => [type.name, type] as const))(
    '%s is written as its newest file says',
    (_, type) => {
      const encoded = domainCodec.encode({ type: type.name, data: type.example }, metadata, place);
      const file = stored(fileOf(type.name, type.version));
      expect(JSON.parse(encoded.data)).toEqual(file.data);
      expect(JSON.parse(encoded.metadata)).toEqual(file.metadata);
    },
  );

  it('an action that version 1 planned for a day is planned for that day', () => {
    const { type, data, metadata: written } = stored(fileOf('ActionScheduled', 1));
    const read = domainCodec.decode({
      ...place,
      type,
      data: JSON.stringify(data),
      metadata: JSON.stringify(written),
      revision: 0,
      position: '1',
    });
    expect(read.data).toMatchObject({ actionId: 'repair', when: { day: '2026-06-04' } });
    expect(read.data).not.toHaveProperty('on');
  });

  it('a version from the future is named, not guessed at', () => {
    const { type, data, metadata: written } = stored(fileOf('Closed', 1));
    const fromTheFuture = { ...written, schemaVersion: 99 };
    const read = () =>
      domainCodec.decode({
        ...place,
        type,
        data: JSON.stringify(data),
        metadata: JSON.stringify(fromTheFuture),
        revision: 3,
        position: '1',
      });
    expect(read).toThrow(
      'Closed at example@3 has version 99; this program knows up to 1. Install a newer one.',
    );
  });

  it('an event with a field that nobody knows is not written, and the field is named', () => {
    const write = () =>
      domainCodec.encode({ type: 'Closed', data: { reason: 'resolved', why: 'x' } }, metadata, place);
    expect(write).toThrow(/Closed.*why/);
  });

  it('an event without what is personal needs no box', () => {
    const encoded = domainCodec.encode(
      { type: 'ForwardedToDepartment', data: { department: 'a', queue: 'b' } },
      metadata,
      place,
    );
    expect(JSON.parse(encoded.data)).toEqual({ department: 'a', queue: 'b' });
  });
});
