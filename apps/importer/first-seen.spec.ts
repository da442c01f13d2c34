import { FirstSeen } from './first-seen';

describe('An id that comes twice', () => {
  it('is found on the line where it came first, among very many', () => {
    const seen = new FirstSeen();
    const ids = Array.from({ length: 30_000 }, (_, index) => `case ${index}`);

    expect(ids.filter((id, index) => seen.before(id, index + 2) !== undefined)).toEqual([]);
    expect(ids.map((id) => seen.before(id, 99_999))).toEqual(ids.map((_, index) => index + 2));
  });
});
