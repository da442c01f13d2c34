import { type History, historySchema } from '@guildhall/application/imports/history';
import { channelSchema, kindSchema } from '@guildhall/domain/case/vocabulary';
import type { Row } from '../csv/row';
import { holds } from '../mapping/condition';
import type { Mapping } from '../mapping/mapping';
import { textFrom } from '../mapping/text-source';
import { classify } from './classification';
import type { CodedNames } from './coded-names';
import { locationOf } from './location-of-row';
import type { Remark } from './remark';
import { clipped, RowReading } from './row-reading';
import { stepsOf } from './steps-of-row';

/** What a row comes to: a history with notes on how it was read, or everything that keeps it from being one. */
export type RowRead =
  | { kind: 'history'; id: string; history: History; notes: readonly Remark[] }
  | { kind: 'rejected'; id: string; faults: readonly Remark[] };

/**
 * The past of a case as one row tells it.
 * @param names where the codes of services, departments and queues are kept
 * @param now UTC milliseconds: nothing has happened after it
 */
export function historyOfRow(row: Row, mapping: Mapping, names: CodedNames, now: number): RowRead {
  const id = textFrom(mapping.id, row) ?? '';
  const unwanted = mapping.rejects.find((condition) => holds(condition, row));
  if (unwanted) return { kind: 'rejected', id, faults: [{ code: 'left-out', text: unwanted.because }] };

  const reading = new RowReading(row, mapping, now);
  const { faults, notes } = reading;
  if (row.isGarbled) reading.note('garbled', `Some characters are not ${mapping.csv.encoding}.`);
  if (id === '') reading.fault('no-id', 'It has no id, so it could not be recognised again.');
  const raised = raisedAt(reading);
  const history = raised === undefined ? undefined : historyOf(reading, id, raised, names);
  if (!history || faults.length > 0) return { kind: 'rejected', id, faults };

  const { data, error } = historySchema.safeParse(history);
  if (data) return { kind: 'history', id, history: data, notes };
  const unfit = error.issues.map(({ path, message }) => ({
    code: 'unfit',
    text: `${path.join('.')}: ${message}.`,
  }));
  return { kind: 'rejected', id, faults: unfit };
}

function raisedAt(reading: RowReading): number | undefined {
  const { raised } = reading.mapping;
  const { at, unreadable } = reading.time(raised);
  if (unreadable !== undefined) reading.fault('unreadable-date', `When it was raised ${unreadable}`);
  else if (at === undefined)
    reading.fault('no-raised-date', `It does not say when it was raised (${raised.column}).`);
  else if (at > reading.now)
    reading.fault('in-the-future', `It was raised (${raised.column}) in the future.`);
  return at;
}

function historyOf(reading: RowReading, id: string, raised: number, names: CodedNames): History {
  const { mapping, row } = reading;
  const { service, department, queue } = classify(row, mapping, names);
  if (!service) reading.fault('no-service', 'It names no service.');
  const desk = department &&
    queue && { department: reading.codeOf(department), queue: reading.codeOf(queue) };
  return {
    source: { system: mapping.source, id },
    raisedAt: new Date(raised).toISOString(),
    query: {
      service: service ? reading.codeOf(service) : '',
      kind: reading.word('kind', mapping.kind, kindSchema),
      channel: reading.word('channel', mapping.channel, channelSchema) ?? 'unknown',
      summary: reading.words('summary', mapping.summary, 200) ?? clipped(service?.name ?? '', 200),
      description: reading.words('description', mapping.description, 10_000),
      customer: customerOf(reading),
      location: locationOf(reading),
      address: reading.plain('address', mapping.address, 500),
      targets: targetsOf(reading, raised),
    },
    steps: stepsOf(reading, raised, desk),
  };
}

function customerOf(reading: RowReading): History['query']['customer'] {
  const { name, email, phone, address } = reading.mapping.customer ?? {};
  const customer = {
    name: reading.plain('customer.name', name, 200),
    email: reading.plain('customer.email', email, 320),
    phone: reading.plain('customer.phone', phone, 40),
    address: reading.plain('customer.address', address, 500),
  };
  return Object.values(customer).some((text) => text !== undefined) ? customer : undefined;
}

function targetsOf(reading: RowReading, raised: number): History['query']['targets'] {
  const targets = new Map<string, string>();
  for (const [target, moment] of Object.entries(reading.mapping.targets)) {
    const { at, unreadable } = reading.time(moment);
    if (unreadable !== undefined) reading.note('unreadable-date', `The target ${unreadable}`);
    if (at === undefined) continue;
    if (at >= raised) targets.set(target, new Date(at).toISOString());
    else if (moment.beforeRaised === 'reject') {
      reading.fault('target-before-raised', `Its target (${moment.column}) is before it was raised.`);
    } else {
      reading.note(
        'target-before-raised',
        `Its target (${moment.column}) is before it was raised: it is taken to have none.`,
      );
    }
  }
  return targets.size > 0 ? Object.fromEntries(targets) : undefined;
}
