import { START, type Position } from '../event-store';

/** Digits of a position: 2^53 - 1, the largest whole number of JavaScript, has as many. */
const DIGITS = 16;

/** The number of an event in the log, from 1, as text that sorts like the number; 0 is before the first. */
export function positionOf(number: number): Position {
  return number === 0 ? START : (String(number).padStart(DIGITS, '0') as Position);
}

/** @throws TypeError when no embedded log ever gave out such a position */
export function numberOf(position: Position): number {
  if (position === START) return 0;
  const number = Number(position);
  if (position.length === DIGITS && Number.isSafeInteger(number) && positionOf(number) === position)
    return number;
  throw new TypeError(`${JSON.stringify(position)} is not a position of this log`);
}
