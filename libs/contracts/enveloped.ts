import { v5 as uuidv5 } from 'uuid';
import type { EventMetadata } from '../event-sourcing/metadata';
import { type FeedEvent, schemaUrn, sequenceText } from './department-event';
import { departmentEventTypes, type ToldEvent } from './department-events';

/** The namespace of the ids of department events, drawn once: UUIDv5 (RFC 9562, 5.5) of cause, department and case. */
const DEPARTMENT_EVENT_IDS = '8f0c4c35-6b0e-4a55-9d1f-0a3d1f6f5b52';

interface Circumstances {
  department: string;
  reference: string;
  /** The domain event that led to it. */
  cause: { id: string; metadata: EventMetadata };
  /** How often the department has been told of this case, this time included. */
  sequence: number;
}

/**
 * What may be published of what is to be told: what the contract names, and nothing else.
 * @throws ZodError when it is not what the contract says
 */
export function checkTold({ type, data }: ToldEvent): ToldEvent {
  return { type, data: departmentEventTypes.get(type)?.data.parse(data) } as ToldEvent;
}

/**
 * What is told, as the CloudEvent that is published. The same cause makes the same id, whoever publishes it and how
 * often it is tried.
 */
export function enveloped(
  told: ToldEvent,
  { department, reference, cause, sequence }: Circumstances,
): FeedEvent {
  const { occurredAt, recordedAt, traceparent } = cause.metadata;
  return {
    specversion: '1.0',
    id: uuidv5(`${cause.id}/${department}/${reference}`, DEPARTMENT_EVENT_IDS),
    source: `/departments/${department}/cases/${reference}`,
    type: told.type,
    subject: reference,
    time: occurredAt,
    recordedtime: recordedAt,
    datacontenttype: 'application/json',
    dataschema: schemaUrn(told.type),
    sequence: sequenceText(sequence),
    ...(traceparent !== undefined && { traceparent }),
    data: told.data,
  };
}
