import { AllStreamPosition } from '@eventstore/db-client/generated/shared_pb';
import fc from 'fast-check';
import { START } from '../event-store';
import { placeOf, positionIfKnown, positionOf } from './log-position';

const LARGEST = 2n ** 64n - 2n;
const place = fc.record({
  commit: fc.bigInt({ min: 0n, max: LARGEST }).map(String),
  prepare: fc.bigInt({ min: 0n, max: LARGEST }).map(String),
});

describe('A position in EventStoreDB', () => {
  it('is text that stands for its place, to the last digit', () => {
    fc.assert(fc.property(place, (one) => expect(placeOf(positionOf(one))).toEqual(one)));
  });

  it('sorts as its place does', () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const difference =
          BigInt(one.commit) - BigInt(other.commit) || BigInt(one.prepare) - BigInt(other.prepare);
        expect(positionOf(one) < positionOf(other)).toBe(difference < 0n);
        expect(positionOf(one) > START).toBe(true);
      }),
    );
  });

  it('is asked for by name where an older server does not say it', () => {
    const unknown = new AllStreamPosition().setCommitPosition(String(2n ** 64n - 1n));

    expect(positionIfKnown(unknown)).toBeUndefined();
    expect(() => positionOf({ commit: unknown.getCommitPosition(), prepare: '0' })).toThrow('22.6 or newer');
  });
});
