import type { AllStreamPosition } from '@eventstore/db-client/generated/shared_pb';
import { START, type Position } from '../event-store';
import { RefusedByServer } from './refusals';

/** Digits of the largest unsigned number of 64 bits. */
const DIGITS = 20;
/** What servers before 22.6 say of the position of an event that is read from its stream. */
const UNKNOWN = '18446744073709551615';

const FORM = new RegExp(`^(\\d{${DIGITS}})-(\\d{${DIGITS}})$`);

/** A place in the log as EventStoreDB speaks of it: whole numbers as decimal text, byte offsets in its files. */
export interface LogPlace {
  commit: string;
  prepare: string;
}

/**
 * As text that sorts like the place.
 * @throws RefusedByServer when the server does not say where the event stands
 */
export function positionOf({ commit, prepare }: LogPlace): Position {
  if (commit === UNKNOWN) {
    throw new RefusedByServer(
      'EventStoreDB does not say where in the log an event of a stream stands. Install version 22.6 or newer.',
    );
  }
  return `${commit.padStart(DIGITS, '0')}-${prepare.padStart(DIGITS, '0')}` as Position;
}

type PositionMessage = Pick<AllStreamPosition, 'getCommitPosition' | 'getPreparePosition'>;

/** Undefined when the server does not say it. */
export function positionIfKnown(message: PositionMessage | undefined): Position | undefined {
  return message && message.getCommitPosition() !== UNKNOWN ? positionOfMessage(message) : undefined;
}

export function positionOfMessage(message: PositionMessage): Position {
  return positionOf({ commit: message.getCommitPosition(), prepare: message.getPreparePosition() });
}

/**
 * The other way; undefined for the start.
 * @throws TypeError when no EventStoreDB ever gave out such a position
 */
export function placeOf(position: Position): LogPlace | undefined {
  if (position === START) return undefined;
  const [, commit, prepare] = FORM.exec(position) ?? [];
  if (commit === undefined || prepare === undefined) {
    throw new TypeError(`${JSON.stringify(position)} is not a position of this log`);
  }
  return { commit: BigInt(commit).toString(), prepare: BigInt(prepare).toString() };
}
