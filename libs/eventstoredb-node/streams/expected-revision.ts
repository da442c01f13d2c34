import type { ExpectedRevision } from '../../event-store/event-store';
import { invalidArgument } from '../errors';

/** The four ways of saying it that every request with an expected revision has, one of them under two names. */
interface Expectation {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists?(): boolean;
}

/** @throws ProtocolError when the revision is none that a stream can have */
export function expectedRevisionOf(expectation: Expectation, revision: string | undefined): ExpectedRevision {
  if (expectation.hasNoStream()) return 'none';
  if (expectation.hasStreamExists?.()) return 'exists';
  if (expectation.hasAny() || revision === undefined) return 'any';
  const number = Number(revision);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw invalidArgument(`No stream can be at revision ${revision}`);
  }
  return number;
}

/** As trailers say it: the protocol's older numbers. */
export function numberOfExpected(expected: ExpectedRevision): bigint {
  if (expected === 'none') return -1n;
  if (expected === 'any') return -2n;
  if (expected === 'exists') return -4n;
  return BigInt(expected);
}
