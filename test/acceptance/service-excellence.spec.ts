import { Guildhall } from './guildhall';

const DAY = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString();
const day = (days: number): string => daysAgo(days).slice(0, 10);

describe('the figures of a town', () => {
  let guildhall: Guildhall;
  beforeAll(async () => {
    guildhall = await Guildhall.start();
    const raise = (many: number, ward: string, days: number) =>
      Promise.all(
        Array.from({ length: many }, () =>
          guildhall.raise({ location: { ward }, occurredAt: daysAgo(days) }),
        ),
      );
    await raise(8, 'Norton', 5);
    await raise(6, '=Hartburn, "old"', 5);
    await raise(2, 'Roseworth', 5);
    await raise(5, 'Norton', 15);
    await raise(3, 'Norton', 370);
    const { body } = await guildhall.post('/cases', {
      service: 'pothole',
      channel: 'phone',
      summary: 'Hole',
      occurredAt: daysAgo(5),
    });
    await guildhall.get(`/service-excellence?waitFor=${body.position}`);
  });
  afterAll(() => guildhall.dispose());

  const week = `from=${day(9)}&to=${day(0)}`;
  const casesOf = (body: any): Record<string, any> =>
    Object.fromEntries(body.groups.map(({ group, figures }: any) => [String(group), figures.cases]));

  it('are compared with those of the days before', async () => {
    const { body } = await guildhall.get(`/service-excellence?${week}&compare=before&by=ward`);
    expect(body.comparedWith).toEqual({ from: day(19), to: day(10) });
    expect(casesOf(body)['Norton']).toEqual({ value: 8, was: 5, change: 3 });
    expect(casesOf(body)['Roseworth']).toEqual({ value: 2, was: null, change: null });
  });

  it('are compared with those of last year', async () => {
    const { body } = await guildhall.get(`/service-excellence?${week}&compare=last-year&by=ward`);
    expect(casesOf(body)['Norton']).toEqual({ value: 8, was: 3, change: 5 });
  });

  it('are not compared without days to compare, and say what is needed', async () => {
    const asked = ['compare=before', `${week}&compare=before&period=month`];
    for (const one of asked) {
      expect(await guildhall.get(`/service-excellence?${one}`)).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'compare' }] },
      });
    }
  });

  it.each([
    ['department=nonsense', 'department'],
    ['service=nonsense', 'service'],
    ['from=2026-06-02&to=2026-06-01', 'to'],
  ])('are not those of nobody: %s is refused', async (asked, field) => {
    for (const path of ['/service-excellence', '/service-excellence/cases/cases']) {
      expect(await guildhall.get(`${path}?${asked}`)).toMatchObject({
        status: 422,
        body: { errors: [{ field }] },
      });
    }
  });

  it('leave small numbers out for publication, and round the others, so that no total tells them', async () => {
    const { body } = await guildhall.get(`/service-excellence?${week}&by=ward&smallNumbers=suppress`);
    const suppressed = { value: null, suppressed: true };
    const cases = casesOf(body);
    expect(cases['Roseworth']).toEqual(suppressed);
    expect(cases['null']).toEqual(suppressed);
    expect(cases['=Hartburn, "old"']).toEqual({ value: 5 });
    expect(cases['Norton']).toEqual({ value: 10 });
    expect(body.roundedTo).toBe(5);
  });

  it('are a table for whoever accepts one', async () => {
    const typeFor = async (accept: string) =>
      (await guildhall.send('GET', '/service-excellence', undefined, { accept })).headers.get('content-type');
    expect(await typeFor('text/csv')).toMatch(/^text\/csv/);
    expect(await typeFor('application/json, text/csv;q=0.5')).toMatch(/^application\/json/);
    expect(await typeFor('*/*')).toMatch(/^application\/json/);
  });

  it('are there for a spreadsheet, which runs nothing of them, and with small numbers left out', async () => {
    const { headers, body } = await guildhall.get(`/service-excellence?${week}&by=ward&format=csv`);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const lines = String(body).split('\r\n');
    expect(lines[0]).toBe(
      'period,group,measure,title,value,numerator,denominator,interval low,interval high,median hours,90th percentile hours,was,change,suppressed,counts',
    );
    expect(lines).toContain(',Norton,cases,Cases,10,,,,,,,,,,rounded to 5');
    expect(lines).toContain(`,"'=Hartburn, ""old""",cases,Cases,5,,,,,,,,,,rounded to 5`);
    expect(lines).toContain(',Roseworth,cases,Cases,,,,,,,,,,yes,rounded to 5');
  });
});
