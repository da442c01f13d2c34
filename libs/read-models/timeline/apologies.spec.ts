import type { Target } from '../../domain/standards/targets-of-case';
import { withoutUndueApologies } from './apologies';
import type { TimelineEntry } from './with-original';

const monday = Date.parse('2026-07-06T14:00:00Z');
const tuesday = Date.parse('2026-07-07T22:59:59Z');

describe('A timeline', () => {
  const entry = (type: string, data: Record<string, unknown> = {}): TimelineEntry => ({
    revision: 0,
    occurredAt: tuesday,
    type,
    data,
  });
  const missed = entry('TargetMissed', { target: 'acknowledge', dueAt: '2026-07-07T22:59:59.000Z' });
  const acknowledge = (reachedAt?: number): Target => ({
    target: 'acknowledge',
    basis: 'policy',
    due: tuesday,
    reachedAt,
    paused: false,
  });

  it('apologises for a date that passed and for one that was reached too late', () => {
    expect(withoutUndueApologies([missed], [acknowledge()])).toEqual([missed]);
    expect(withoutUndueApologies([missed], [acknowledge(tuesday + 1)])).toEqual([missed]);
  });

  it('does not apologise for what was done in time and typed afterwards', () => {
    const raised = entry('QueryRaised');
    expect(withoutUndueApologies([raised, missed], [acknowledge(monday)])).toEqual([raised]);
  });

  it('apologises for the first stage of a complaint, however punctual the second is', () => {
    const all = [missed, entry('ComplaintEscalated'), missed];
    expect(withoutUndueApologies(all, [acknowledge(monday)])).toEqual(all.slice(0, 2));
  });
});
