import { Guildhall, lampIsOut } from '../acceptance/guildhall';

describe('a date that cannot be right', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start()));
  afterAll(() => guildhall.dispose());

  const ancient = '0000-01-01T00:00:00Z';
  const history = (raisedAt: string, at: string) => ({
    histories: [
      {
        source: { system: 'old', id: '1' },
        raisedAt,
        query: { service: 'pothole', channel: 'phone', summary: 'A hole' },
        steps: [{ step: 'acknowledge', at, provenance: 'observed' }],
      },
    ],
  });

  it.each([
    ['raised', '/cases', { ...lampIsOut, occurredAt: ancient }, 'occurredAt'],
    ['imported', '/imports/histories', history(ancient, '2020-01-02T00:00:00Z'), 'histories.0.raisedAt'],
    ['imported with such a step', '/imports/histories', history('2020-01-01T00:00:00Z', ancient), 'histories.0.steps.0.at'], // prettier-ignore
  ])('is refused where a case is %s, and its field is named', async (_, path, body, field) => {
    const { status, body: answer } = await guildhall.post(path, body);
    expect(status).toBe(422);
    expect(JSON.stringify(answer)).toContain(`"${field}"`);
    expect(JSON.stringify(answer)).toContain('1900');
  });

  it('is refused where a command says when it happened', async () => {
    const reference = await guildhall.raise();
    const { status, body } = await guildhall.post(`/cases/${reference}/acknowledge`, {
      channel: 'phone',
      occurredAt: '1899-12-31T23:59:59Z',
    });
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('1900');
  });
});
