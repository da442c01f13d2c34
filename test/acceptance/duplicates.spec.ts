import { until } from '@guildhall/testing/until';
import { Guildhall, lampIsOut } from './guildhall';

/** Twenty metres to the north of the lamp that is out. */
const nextToIt = { lat: lampIsOut.location.lat + 20 / 111_195, lon: lampIsOut.location.lon };

const PATIENCE = { within: 60_000, every: 50 };

describe('a contact centre', () => {
  let guildhall: Guildhall;
  beforeAll(async () => {
    guildhall = await Guildhall.start();
  });
  afterAll(() => guildhall.dispose());

  const raised = async (changes: object = {}) =>
    (await guildhall.post('/cases', { ...lampIsOut, ...changes })).body;
  const ask = (service: string, place: object) =>
    guildhall.get(
      `/duplicates?${new URLSearchParams({ service, ...place } as Record<string, string>).toString()}`,
    );

  it('sees what may be the same before the query is raised, as it is, and afterwards', async () => {
    const elsewhere = { lat: 54.6, lon: -1.4 };
    const first = await raised({ location: elsewhere });
    expect(first).not.toHaveProperty('possibleDuplicates.0');
    const place = { lat: elsewhere.lat + 40 / 111_195, lon: elsewhere.lon };
    const before = await ask('street-lighting-fault', { ...place, waitFor: first.position });
    const expected = {
      reference: first.reference,
      score: 54,
      why: 'the same service, 40 m away, raised within a day of it, still open',
      metres: 40,
      serviceName: 'Street lighting fault',
      status: 'open',
    };
    expect(before.body).toMatchObject({ possibleDuplicates: [expected], freshness: { stale: false } });

    const second = await raised({ location: place });
    expect(second.possibleDuplicates).toMatchObject([expected]);
    const later = await guildhall.get(
      `/cases/${second.reference}/possible-duplicates?waitFor=${second.position}`,
    );
    expect(later.body).toMatchObject({ reference: second.reference, possibleDuplicates: [expected] });

    const marked = await guildhall.post(`/cases/${second.reference}/duplicate`, { of: first.reference });
    expect(marked.body).toMatchObject({ changed: true, duplicateOf: first.reference });
    const linked = await guildhall.get(
      `/cases/${second.reference}/possible-duplicates?waitFor=${marked.body.position}`,
    );
    expect(linked.body).toMatchObject({ possibleDuplicates: [], duplicateOf: first.reference });
    expect(JSON.stringify([before.body, later.body])).not.toMatch(/Joan|Larch|Dark for a week/);
  });

  it('is told why there is nothing to suggest', async () => {
    const nowhere = await raised({ location: undefined });
    expect(nowhere).not.toHaveProperty('possibleDuplicates');
    const { body } = await guildhall.get(
      `/cases/${nowhere.reference}/possible-duplicates?waitFor=${nowhere.position}`,
    );
    expect(body).toMatchObject({
      possibleDuplicates: [],
      note: expect.stringContaining('where it is') as string,
    });
    expect((await guildhall.get('/cases/7QK-4M2-9XD3/possible-duplicates')).status).toBe(404);
  });

  it.each<[object, string]>([
    [{ lon: '1' }, 'lat'],
    [{ lat: '91', lon: '1' }, 'lat'],
    [{ lat: '54', lon: 'west' }, 'lon'],
    [{ lat: '54', lon: '1', at: 'yesterday' }, 'at'],
  ])('names the field that is wrong in %j', async (place, field) => {
    const { status, body } = await ask('pothole', place);
    expect([status, body.errors?.[0]?.field]).toEqual([422, field]);
  });

  it('is told that there is no such service', async () => {
    const { status, body } = await ask('moon-landing', { lat: '54', lon: '1' });
    expect([status, body.type]).toEqual([422, 'urn:guildhall:problem:unknown-service']);
  });

  it('shows each of two queries how it is linked with the other, now and as it was', async () => {
    const [original, one] = [await guildhall.raise(), await guildhall.raise()];
    const marked = await guildhall.post(`/cases/${one}/duplicate`, { of: original });
    const resolved = await guildhall.post(`/cases/${original}/resolve`, { outcome: 'fixed' });
    const seen = (reference: string, position: string) =>
      guildhall.get(`/cases/${reference}?waitFor=${position}`);
    expect((await seen(original, marked.body.position)).body.followers).toEqual([one]);
    expect((await seen(one, resolved.body.position)).body).toMatchObject({
      duplicateOf: original,
      original: { reference: original, status: 'resolved', stage: 'resolved', outcome: 'fixed' },
    });
    const { body: history } = await guildhall.get(`/cases/${one}/history`);
    const then = history.events.at(-1).recordedAt as string;
    expect((await guildhall.get(`/cases/${one}?asOf=${then}`)).body).toMatchObject({
      duplicateOf: original,
      original: { reference: original, status: 'open' },
    });
    const undone = await guildhall.post(`/cases/${one}/duplicate/undo`, { reason: 'Another lamp.' });
    expect((await seen(original, undone.body.position)).body.followers).toEqual([]);
    expect((await seen(one, undone.body.position)).body).not.toHaveProperty('original');
  });

  it('follows a chain, and refuses a circle', async () => {
    const [one, two, three] = [await guildhall.raise(), await guildhall.raise(), await guildhall.raise()];
    await guildhall.post(`/cases/${two}/duplicate`, { of: three });
    expect((await guildhall.post(`/cases/${one}/duplicate`, { of: two })).body.duplicateOf).toBe(three);
    const { status, body } = await guildhall.post(`/cases/${three}/duplicate`, { of: one });
    expect([status, body.type]).toEqual([409, 'urn:guildhall:problem:original-follows-this-one']);
  });

  it('answers a query at the first contact in one request', async () => {
    const answer = { outcome: 'answered', explanation: 'Your bin is emptied on Tuesdays.' };
    const { body } = await guildhall.post('/cases', {
      service: 'general-enquiry',
      channel: 'phone',
      summary: 'When is my bin emptied?',
      resolved: answer,
    });
    expect(body).toMatchObject({ revision: 2, events: ['QueryRaised', 'Resolved', 'Closed'] });
    expect((await guildhall.get(`/cases/${body.reference}?waitFor=${body.position}`)).body).toMatchObject({
      status: 'closed',
      outcome: 'answered',
      explanation: answer.explanation,
    });
    const figures = await guildhall.get(
      `/service-excellence?by=service&service=general-enquiry&waitFor=${body.position}`,
    );
    expect(figures.body.groups[0].figures['resolved-at-first-contact']).toMatchObject({
      value: 100,
      numerator: 1,
      denominator: 1,
    });
    const unfit = await guildhall.post('/cases', {
      service: 'general-enquiry',
      channel: 'phone',
      summary: 'x',
      resolved: { outcome: 'upheld' },
    });
    expect([unfit.status, unfit.body.errors]).toMatchObject([422, [{ field: 'resolved.outcome' }]]);
  });

  it('records an avoidable contact in one click, once, and the figure moves', async () => {
    const reference = await guildhall.raise({ service: 'pothole' });
    const chase = (key: string) =>
      guildhall.post(`/cases/${reference}/contacts/chasing-progress`, {}, { 'Idempotency-Key': key });
    const [first, again] = [await chase('click-1'), await chase('click-1')];
    expect(first.body).toMatchObject({ changed: true, events: ['ContactRecorded'] });
    expect(again.body).toEqual(first.body);
    const { body } = await guildhall.get(
      `/service-excellence?by=service&service=pothole&waitFor=${first.body.position}`,
    );
    expect(body.groups[0].figures['avoidable-contact']).toMatchObject({
      value: 50,
      numerator: 1,
      denominator: 2,
    });
    const wrong = await guildhall.post(`/cases/${reference}/contacts/moaning`);
    expect([wrong.status, wrong.body.errors]).toMatchObject([422, [{ field: 'purpose' }]]);
    const byEmail = await guildhall.post(`/cases/${reference}/contacts/new-information`, {
      channel: 'email',
    });
    const seen = await guildhall.get(`/cases/${reference}?waitFor=${byEmail.body.position}`);
    expect(seen.body.contacts).toEqual({ inbound: 2, outbound: 0, avoidable: 1 });
  });
});

describe('the customers of duplicates', () => {
  const FOLLOWERS = 6;
  let guildhall: Guildhall;
  beforeAll(async () => {
    guildhall = await Guildhall.start({ GUILDHALL_TELL_CUSTOMERS: '1', GUILDHALL_QUIET_HOURS: 'none' });
  });
  afterAll(() => guildhall.dispose());

  const messages = async (): Promise<string[]> => {
    const { body } = await guildhall.get('/outbox');
    return (body as { messages: { id: string }[] }).messages.map(({ id }) => id.slice(0, -17));
  };

  it('are each told once what became of the original, though the machine stops in between', async () => {
    const original = await guildhall.raise();
    const followers: string[] = [];
    for (let n = 0; n < FOLLOWERS; n++) {
      const customer = { name: `Alf ${n}`, email: `alf.${n}@example.org` };
      const one = await guildhall.raise({ customer, location: nextToIt });
      await guildhall.post(`/cases/${one}/duplicate`, { of: original });
      followers.push(one);
    }
    const explanation = 'Dear Joan, it is lit again.';
    await guildhall.post(`/cases/${original}/resolve`, { outcome: 'fixed', explanation });
    await guildhall.post(`/cases/${original}/close`, { reason: 'resolved' });
    await guildhall.end('SIGKILL');
    await guildhall.start();

    const isAll = (told: string[]) => followers.every((one) => told.includes(`${one}-resolved`));
    const told = await until(messages, isAll, PATIENCE);
    const isClosed = async (one: string) =>
      (await guildhall.get(`/cases/${one}`)).body.closure === 'duplicate';
    for (const one of followers) await until(() => isClosed(one), Boolean, PATIENCE);
    await guildhall.end();
    await guildhall.start();
    for (const one of followers) {
      expect(told.filter((message) => message === `${one}-resolved`)).toEqual([`${one}-resolved`]);
      const { body } = await guildhall.get(`/cases/${one}/history`);
      const types = (body.events as { type: string }[]).map(({ type }) => type);
      expect(types.filter((type) => type === 'Closed')).toEqual(['Closed']);
      const { body: timeline } = await guildhall.get(`/cases/${one}/timeline`);
      const sentences = (timeline.entries as { sentence: string }[]).map(({ sentence }) => sentence);
      expect(sentences).toContain('We fixed it.');
      expect(sentences.join()).not.toContain('Joan');
    }
    expect(new Set(await messages()).size).toBe((await messages()).length);
  }, 120_000);
});
