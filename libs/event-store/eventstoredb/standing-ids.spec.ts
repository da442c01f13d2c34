import fc from 'fast-check';
import { LOOK_BACK, StandingIds } from './standing-ids';

const idsFrom = (stream: string, first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${stream}/${first + index}`,
    revision: first + index,
  }));
const holds = (standing: StandingIds, stream: string, revision: number): boolean =>
  standing.holdsAny(stream, [{ id: `${stream}/${revision}`, type: 'T', data: '{}', metadata: '{}' }]);

describe('The ids that are known to stand', () => {
  it('are those of the end of a stream, as far back as appends are looked for', () => {
    const standing = new StandingIds();
    standing.learn('feed', idsFrom('feed', 0, LOOK_BACK));
    standing.learn('feed', idsFrom('feed', LOOK_BACK, 1));

    expect(standing.lastOf('feed')).toBe(LOOK_BACK);
    expect(holds(standing, 'feed', LOOK_BACK)).toBe(true);
    expect(holds(standing, 'feed', 1)).toBe(true);
    expect(holds(standing, 'feed', 0)).toBe(false);
  });

  it('leave no gap: what does not follow makes them unknown', () => {
    const standing = new StandingIds();
    standing.learn('case-1', idsFrom('case-1', 0, 3));
    standing.learn('case-1', idsFrom('case-1', 4, 1));
    standing.learn('case-2', idsFrom('case-2', 7, 2));

    expect(standing.lastOf('case-1')).toBeUndefined();
    expect(standing.lastOf('case-2')).toBeUndefined();
  });

  it('are forgotten with the streams that are not used any more', () => {
    const standing = new StandingIds();
    standing.learn('old', idsFrom('old', 0, 1));
    standing.learn('busy', idsFrom('busy', 0, 1));
    for (let stream = 0; stream < 120; stream++) {
      standing.learn(`case-${stream}`, idsFrom(`case-${stream}`, 0, LOOK_BACK));
      standing.learn('busy', idsFrom('busy', 0, 1));
    }

    expect(standing.lastOf('old')).toBeUndefined();
    expect(standing.lastOf('busy')).toBe(0);
    expect(standing.lastOf('case-119')).toBe(LOOK_BACK - 1);
  });

  it('are all there where they say that they are, in whatever order they were learnt', () => {
    const stretches = fc.array(
      fc.record({ first: fc.nat({ max: 30 }), count: fc.integer({ min: 1, max: 12 }) }),
    );
    fc.assert(
      fc.property(stretches, (learnt) => {
        const standing = new StandingIds();
        for (const { first, count } of learnt) standing.learn('case-1', idsFrom('case-1', first, count));
        const last = standing.lastOf('case-1') ?? -1;
        return idsFrom('case-1', 0, last + 1).every(({ revision }) => holds(standing, 'case-1', revision));
      }),
    );
  });
});
