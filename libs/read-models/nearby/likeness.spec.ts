import { inWords, type Likeness, scoreOf } from './likeness';

const DAY = 86_400_000;
const AT = Date.UTC(2026, 5, 10, 9);
const like = (changes: Partial<Likeness> = {}): Likeness => ({
  service: 'same',
  metres: 0,
  at: AT,
  until: undefined,
  raisedAt: AT - 2 * DAY,
  endedAt: undefined,
  throughAnother: false,
  ...changes,
});

describe('how alike a query and a case are', () => {
  it.each<[string, Partial<Likeness>, number]>([
    ['the same service at the same point, still open', { raisedAt: AT }, 100],
    ['two days later', {}, 100],
    ['half a year later', { raisedAt: AT - 180 * DAY }, 65],
    ['30 metres away', { metres: 30 }, 64],
    ['75 metres away', { metres: 75 }, 25],
    ['150 metres away', { metres: 150 }, 0],
    ['another service of its group', { service: 'same-group' }, 40],
    ['resolved just before', { endedAt: AT - 1 }, 80],
    ['resolved a week before', { endedAt: AT - 7 * DAY }, 53],
    ['resolved three weeks before', { endedAt: AT - 21 * DAY }, 0],
    ['resolved after the query was raised', { endedAt: AT + DAY }, 100],
    ['raised after the query, which was still open', { raisedAt: AT + 2 * DAY, until: AT + 3 * DAY }, 100],
    ['raised a week after the query was resolved', { raisedAt: AT + 9 * DAY, until: AT + 2 * DAY }, 53],
  ])('%s', (_, changes, score) => expect(scoreOf(like(changes))).toBe(score));
});

describe('why, in words', () => {
  it.each<[Partial<Likeness>, string]>([
    [{ metres: 40 }, 'the same service, 40 m away, raised 2 days before, still open'],
    [
      { raisedAt: AT - 3_600_000 },
      'the same service, at the same point, raised within a day of it, still open',
    ],
    [
      { service: 'same-group', raisedAt: AT + 1.5 * DAY },
      'a service of the same group, at the same point, raised 1 day after, still open',
    ],
    [
      { metres: 12.4, endedAt: AT - 4 * DAY, raisedAt: AT - 9 * DAY },
      'the same service, 12 m away, raised 9 days before, resolved 4 days before',
    ],
    [
      { metres: 8, throughAnother: true },
      'the same service, with another report of it 8 m away, raised 2 days before, still open',
    ],
  ])('%j', (changes, words) => expect(inWords(like(changes))).toBe(words));
});
