import { Guildhall } from './guildhall';

interface Day {
  date: string;
  counted: boolean;
  why: string;
}

interface Target {
  due?: string;
  standing: string;
  conclusion: string;
  left?: { workingMinutes: number; days?: number; inWords: string };
  /** None where a date came with the case. */
  days?: Day[];
}

describe('the clocks of information requests', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start()));
  afterAll(() => guildhall.dispose());

  const receive = (service: string, date: string): Promise<string> =>
    guildhall.raise({ service, channel: 'email', occurredAt: `${date}T12:00:00Z`, location: undefined });

  const ask = async (reference: string, path: string, date: string, body: object = {}) => {
    const answer = await guildhall.post(`/cases/${reference}/${path}`, {
      ...body,
      occurredAt: `${date}T12:00:00Z`,
    });
    return answer.body as { changed?: boolean; events?: string[]; type?: string; position?: string };
  };

  const answerTo = async (reference: string, query = ''): Promise<Target> => {
    const { body } = await guildhall.get(`/cases/${reference}/deadlines${query}`);
    return (body as { targets: Target[] }).targets.find(({ days }) => days) as Target;
  };

  it('an FOI request moves a day when Scotland proclaims a holiday, and says so', async () => {
    const reference = await receive('freedom-of-information', '2026-06-01');
    expect(await answerTo(reference)).toMatchObject({ conclusion: 'due by the end of Monday 29 June 2026' });
    const before = new Date().toISOString();

    const { calendars } = (await guildhall.get('/catalogue/calendars')).body as {
      calendars: { definition: { division: string; holidays: object[] } }[];
    };
    const scotland = calendars.find(({ definition }) => definition.division === 'scotland')?.definition;
    const holidays = [...(scotland?.holidays ?? []), { date: '2026-06-15', title: 'World Cup bank holiday' }];
    await guildhall.post('/catalogue', { calendars: [{ ...scotland, holidays }] });

    const moved = await answerTo(reference);
    expect(moved.conclusion).toBe('due by the end of Tuesday 30 June 2026');
    expect(moved.days?.find(({ date }) => date === '2026-06-15')).toEqual({
      date: '2026-06-15',
      counted: false,
      why: 'World Cup bank holiday (Scotland)',
    });
    expect(await answerTo(reference, `?asOf=${before}`)).toMatchObject({
      conclusion: 'due by the end of Monday 29 June 2026',
    });
  });

  it('an FOI request is counted again from the clarification that it needed, and the customer is told', async () => {
    const reference = await receive('freedom-of-information', '2026-08-03');
    const request = { requestId: 'years', of: 'customer', need: 'clarification', what: 'Which years?' };
    const asked = await ask(reference, 'information-requests', '2026-08-05', request);
    expect(asked.events).toEqual(['InformationRequested', 'ClockPaused']);
    expect(await answerTo(reference)).toMatchObject({
      standing: 'paused',
      conclusion:
        'paused since 5 August 2026: 20 working days will be counted from the day we have your clarification',
    });

    const { position } = await ask(reference, 'information-requests/years/receive', '2026-08-10');
    expect(await answerTo(reference)).toMatchObject({
      conclusion: 'due by the end of Tuesday 8 September 2026',
    });
    const { body } = await guildhall.get(`/cases/${reference}/timeline?waitFor=${position}`);
    expect(JSON.stringify(body)).toContain('Our time to answer is counted again from the day you do.');
  });

  it('asking a colleague does not stop the clock of an FOI request', async () => {
    const reference = await receive('freedom-of-information', '2026-08-03');
    const request = { requestId: 'cost', of: 'department', what: 'What did it cost?' };
    const asked = await ask(reference, 'information-requests', '2026-08-05', request);
    expect(asked.events).toEqual(['InformationRequested']);
    expect(await answerTo(reference)).toMatchObject({
      conclusion: 'due by the end of Tuesday 1 September 2026',
    });
  });

  it('a subject access request has a month from when identity was proved, and two more in time', async () => {
    const reference = await receive('subject-access-request', '2026-01-31');
    expect(await answerTo(reference)).toMatchObject({ conclusion: 'due by the end of Monday 2 March 2026' });

    const request = { requestId: 'id', of: 'customer', need: 'identity', what: 'A copy of your passport' };
    await ask(reference, 'information-requests', '2026-02-02', request);
    expect(await answerTo(reference)).toMatchObject({ standing: 'paused' });
    await ask(reference, 'information-requests/id/receive', '2026-02-10');
    expect(await answerTo(reference)).toMatchObject({
      conclusion: 'due by the end of Tuesday 10 March 2026',
    });

    const extension = { target: 'respond', newDate: '2026-05-11', reason: 'It is complex', extension: 2 };
    expect(await ask(reference, 'delays', '2026-03-11', extension)).toMatchObject({
      type: 'urn:guildhall:problem:extension-too-late',
    });
    expect(await ask(reference, 'delays', '2026-03-09', extension)).toMatchObject({ changed: true });
    expect(await answerTo(reference)).toMatchObject({ conclusion: 'due by the end of Monday 11 May 2026' });
  });

  it('says how much time is left at a moment', async () => {
    const reference = await receive('freedom-of-information', '2026-08-03');
    const at = async (moment: string) =>
      (await answerTo(reference, `?effectiveAt=${moment}&asOf=2100-01-01T00:00:00Z`)).left;
    expect(await at('2026-08-28T08:00:00Z')).toEqual({
      workingMinutes: 2 * 480,
      days: 1,
      inWords: '1 working day after today',
    });
    expect(await at('2026-09-01T14:00:00Z')).toEqual({
      workingMinutes: 120,
      days: 0,
      inWords: 'today is the last day',
    });
    expect(await at('2026-09-02T08:00:00Z')).toEqual({
      workingMinutes: 0,
      inWords: 'none: the date has passed',
    });
  });
});

describe('what the clock has raised', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start()));
  afterAll(() => guildhall.dispose());

  it('is asked for by the queue’s filter, and settled by name', async () => {
    const reference = await guildhall.raise();
    const { body } = await guildhall.get('/queue?notice=any');
    expect(body.cases).toEqual([]);
    expect((await guildhall.get('/queue?notice=whatever')).status).toBe(422);
    const settle = { notice: 'date-near', about: 'resolve' };
    const { status, body: refused } = await guildhall.post(`/cases/${reference}/notices/settle`, settle);
    expect([status, refused.type]).toEqual([404, 'urn:guildhall:problem:unknown-notice']);
  });
});
