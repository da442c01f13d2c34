import { Guildhall, lampIsOut } from './guildhall';

describe('the life of a case', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start()));
  afterAll(() => guildhall.dispose());

  it('goes from raised to closed, and everybody sees each stage', async () => {
    const raised = await guildhall.post('/cases', lampIsOut);
    expect(raised.status).toBe(201);
    expect(raised.headers.get('location')).toBe(`/cases/${raised.body.reference}`);
    expect(raised.headers.get('etag')).toBe('"0"');
    const { reference, customerId } = raised.body as { reference: string; customerId: string };
    const on = async (path: string, body: object = {}) => {
      const answer = await guildhall.post(`/cases/${reference}/${path}`, body);
      expect(answer.body).toMatchObject({ reference, changed: true });
      return answer.body as { position: string; events: string[] };
    };

    await on('acknowledge', { channel: 'phone' });
    await on('forward', { department: 'highways' });
    await on('assign', { officer: 'p.shah' });
    const { position } = await on('actions', {
      actionId: 'repair',
      what: 'Replace the lantern',
      when: { day: '2027-01-08' },
    });

    const queue = await guildhall.get(`/queue?department=highways&waitFor=${position}`);
    expect(queue.body).toMatchObject({
      cases: [
        {
          reference,
          stage: 'action-planned',
          officer: 'p.shah',
          summary: 'Street light out',
          overdue: false,
        },
      ],
      freshness: { stale: false },
    });
    expect((await guildhall.get('/queue/counts?department=highways')).body).toMatchObject({
      stages: { 'action-planned': { cases: 1, overdue: 0, unclaimed: 0 } },
      officers: [{ officer: 'p.shah', cases: 1, overdue: 0 }],
    });

    await on('actions/repair/take', { outcome: 'done', note: 'New lantern fitted.' });
    await on('resolve', { outcome: 'fixed', explanation: 'It is lit again.' });
    const closed = await on('close', { reason: 'resolved' });
    await on('feedback', { scores: { timeliness: 5 }, overall: 5 });

    const timeline = (await guildhall.get(`/customers/${customerId}/timeline?waitFor=${closed.position}`))
      .body;
    expect(timeline.customer).toMatchObject({ name: 'Joan Carter', phone: '01642 555123' });
    expect(timeline.cases[0].stages.map(({ stage }: { stage: string }) => stage)).toEqual([
      'raised',
      'forwarded',
      'action-planned',
      'action-taken',
      'resolved',
    ]);
    expect(timeline.cases[0].stages.at(-1)).toMatchObject({
      reachedAt: expect.any(String),
      closedAt: expect.any(String),
    });
    const sentences = timeline.cases[0].entries.map(({ sentence }: { sentence: string }) => sentence);
    expect(sentences[0]).toBe(
      'We received your service request about street lighting fault by phone: “Street light out”.',
    );
    expect(sentences).toContain('We passed it to Highways and Transport.');
    expect(sentences).toContain('We planned “Replace the lantern” for Friday 8 January 2027.');
    expect(sentences).toContain('We fixed it: “It is lit again”.');

    const figures = (await guildhall.get('/service-excellence?by=department')).body;
    expect(figures.groups).toMatchObject([
      {
        group: 'highways',
        figures: {
          cases: { value: 1 },
          'resolved-within-standard': { value: 100 },
          'promises-kept': { value: 100 },
        },
      },
    ]);
    const behind = await guildhall.get(
      '/service-excellence/resolved-within-standard/cases?department=highways',
    );
    expect(behind.body.cases).toEqual([reference]);
    expect((await guildhall.get('/queue?department=highways')).body.cases).toEqual([]);
  });

  it('can be seen exactly as it was known, and as it was, at a moment', async () => {
    const reference = await guildhall.raise({ occurredAt: '2026-06-01T09:00:00Z' });
    const between = await guildhall.post(`/cases/${reference}/forward`, {
      department: 'highways',
      occurredAt: '2026-06-02T09:00:00Z',
    });
    const known = (await guildhall.get(`/cases/${reference}/history`)).body.events.at(-1)
      .recordedAt as string;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const resolved = await guildhall.post(`/cases/${reference}/resolve`, {
      outcome: 'fixed',
      occurredAt: '2026-06-03T09:00:00Z',
    });
    expect(between.status).toBe(200);

    const now = (await guildhall.get(`/cases/${reference}?waitFor=${resolved.body.position}`)).body;
    expect(now).toMatchObject({ status: 'resolved', clock: 'stopped', freshness: { stale: false } });
    expect((await guildhall.get(`/cases/${reference}?asOf=${known}`)).body).toMatchObject({
      status: 'open',
      stage: 'forwarded',
    });
    expect((await guildhall.get(`/cases/${reference}?effectiveAt=2026-06-01T12:00:00Z`)).body).toMatchObject({
      status: 'open',
      stage: 'raised',
      summary: 'Street light out',
    });
    expect((await guildhall.get(`/cases/${reference}?effectiveAt=2026-05-01T12:00:00Z`)).status).toBe(404);
  }, 20_000);

  it('explains why it is due when it is, day by day', async () => {
    const reference = await guildhall.raise({ occurredAt: '2026-08-27T14:00:00Z' });
    const { targets } = (await guildhall.get(`/cases/${reference}/deadlines`)).body;
    const resolve = targets.find(({ target }: { target: string }) => target === 'resolve');
    // Thursday; then Friday, a weekend and the summer bank holiday, and four more days.
    expect(resolve.due).toBe('2026-09-04T22:59:59.999Z');
    expect(resolve.days.filter(({ counted }: { counted: boolean }) => counted)).toHaveLength(5);
    expect(resolve.days.map(({ why }: { why: string }) => why).join(' ')).toContain('Summer bank holiday');
  });

  it('of a freedom of information request is due a day later once a holiday anywhere is proclaimed', async () => {
    const raise = {
      service: 'freedom-of-information',
      channel: 'email',
      summary: 'Spending on street lights',
      occurredAt: '2026-06-01T10:00:00Z',
    };
    const reference = await guildhall.raise(raise);
    const due = async () =>
      (await guildhall.get(`/cases/${reference}/deadlines`)).body.targets.find(
        ({ target }: { target: string }) => target === 'respond' || target === 'resolve',
      ).due as string;
    expect(await due()).toBe('2026-06-29T22:59:59.999Z');

    const { calendars } = (await guildhall.get('/catalogue/calendars')).body;
    const scotland = calendars.find(
      ({ definition }: { definition: { division: string } }) => definition.division === 'scotland',
    ).definition;
    const holidays = [...scotland.holidays, { date: '2026-06-15', title: 'World Cup bank holiday' }].sort(
      (a, b) => (a.date < b.date ? -1 : 1),
    );
    const published = await guildhall.post('/catalogue', { calendars: [{ ...scotland, holidays }] });
    expect(published.body).toMatchObject({ changed: true, events: ['CalendarPublished'] });
    expect(await due()).toBe('2026-06-30T22:59:59.999Z');

    const queued = await guildhall.get(
      `/queue?service=freedom-of-information&waitFor=${published.body.position}`,
    );
    expect(queued.body.cases).toMatchObject([{ reference, due: '2026-06-30T22:59:59.999Z', overdue: true }]);
    expect(
      (await guildhall.post('/catalogue', { calendars: [{ ...scotland, holidays }] })).body,
    ).toMatchObject({ changed: false });
  });

  it('of a complaint goes to stage 2 under that stage’s own standard', async () => {
    const reference = await guildhall.raise({ service: 'complaint', summary: 'Nobody rang back' });
    await guildhall.post(`/cases/${reference}/resolve`, { outcome: 'not-upheld' });
    const { position } = (
      await guildhall.post(`/cases/${reference}/escalate`, { reason: 'You left out the second call.' })
    ).body;
    const view = (await guildhall.get(`/cases/${reference}?waitFor=${position}`)).body;
    expect(view).toMatchObject({
      status: 'open',
      complaintStage: 2,
      standard: { code: 'complaint-stage-2' },
    });
    expect(view.earlier).toMatchObject([{ standard: { code: 'complaint-stage-1' } }]);
  });

  it('may turn out to be another’s duplicate, and not to be', async () => {
    const [original, copy] = [await guildhall.raise(), await guildhall.raise()];
    expect(
      (await guildhall.post(`/cases/${copy}/duplicate`, { of: original.toLowerCase() })).body,
    ).toMatchObject({ changed: true });
    expect((await guildhall.post(`/cases/${copy}/forward`, { department: 'highways' })).body).toMatchObject({
      type: 'urn:guildhall:problem:is-a-duplicate',
      status: 409,
    });
    await guildhall.post(`/cases/${copy}/duplicate/undo`);
    expect((await guildhall.post(`/cases/${copy}/forward`, { department: 'highways' })).status).toBe(200);
  });
});
