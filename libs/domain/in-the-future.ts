import { Rejection } from '../event-sourcing/rejection';

/** Nothing is taken down before it has happened, whatever it is. Instants: RFC 3339. */
export function unlessInTheFuture({
  occurredAt,
  recordedAt,
}: {
  occurredAt: string;
  recordedAt: string;
}): Rejection | undefined {
  return Date.parse(occurredAt) > Date.parse(recordedAt) ? inTheFuture() : undefined;
}

/** What happened is said to be still to come. */
export const inTheFuture = (): Rejection =>
  new Rejection(
    'in-the-future',
    'invalid',
    'This cannot have happened yet. Correct the time, or leave it out for now.',
    'occurredAt',
  );
