import { randomUUID } from 'node:crypto';
import { Guildhall, lampIsOut } from './guildhall';

describe('a command', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start({ GUILDHALL_MAX_BODY_BYTES: '20000' })));
  afterAll(() => guildhall.dispose());

  describe('with an Idempotency-Key', () => {
    it('is carried out once however often it is sent, and answered the same', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const first = await guildhall.post('/cases', lampIsOut, key);
      const again = await guildhall.post('/cases', lampIsOut, key);
      expect(again.status).toBe(201);
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.headers.get('location')).toBe(first.headers.get('location'));
      expect((await guildhall.get(`/cases/${first.body.reference}/history`)).body.events).toHaveLength(1);
    });

    it('is carried out once when it is sent many times at once', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => guildhall.post('/cases', lampIsOut, key)),
      );
      expect(new Set(answers.map(({ body }) => body.reference)).size).toBe(1);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    });

    it('is not another command: the key with another body or route is refused', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const { body } = await guildhall.post('/cases', lampIsOut, key);
      for (const answer of [
        await guildhall.post('/cases', { ...lampIsOut, summary: 'Another' }, key),
        await guildhall.post(`/cases/${body.reference}/release`, {}, key),
      ]) {
        expect(answer.status).toBe(422);
        expect(answer.body.type).toBe('urn:guildhall:problem:idempotency-key-reused');
      }
    });

    it('is refused again as it was refused, though it would be taken now', async () => {
      const reference = await guildhall.raise();
      const key = { 'idempotency-key': randomUUID() };
      const refused = await guildhall.post(`/cases/${reference}/close`, { reason: 'resolved' }, key);
      expect(refused.body.type).toBe('urn:guildhall:problem:not-resolved');
      await guildhall.post(`/cases/${reference}/resolve`, { outcome: 'fixed' });
      const again = await guildhall.post(`/cases/${reference}/close`, { reason: 'resolved' }, key);
      expect(again).toMatchObject({ status: 409, body: { type: refused.body.type } });
    });

    it('that changed nothing changes nothing again, though it would now', async () => {
      const reference = await guildhall.raise();
      const key = { 'idempotency-key': randomUUID() };
      expect((await guildhall.post(`/cases/${reference}/release`, {}, key)).body.changed).toBe(false);
      await guildhall.post(`/cases/${reference}/assign`, { officer: 'p.shah' });
      expect((await guildhall.post(`/cases/${reference}/release`, {}, key)).body.changed).toBe(false);
      expect((await guildhall.get(`/cases/${reference}/history`)).body.events.at(-1).type).toBe(
        'OfficerAssigned',
      );
    });

    it('is looked at before If-Match: its own doing does not stand in its way', async () => {
      const reference = await guildhall.raise();
      const headers = { 'idempotency-key': randomUUID(), 'if-match': '"0"' };
      const first = await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' }, headers);
      const again = await guildhall.post(`/cases/${reference}/forward`, { department: 'highways' }, headers);
      expect([first.status, again.status]).toEqual([200, 200]);
      expect(again.body).toEqual(first.body);
    });

    it('may be mended when it could not be read', async () => {
      const key = { 'idempotency-key': randomUUID() };
      expect((await guildhall.post('/cases', { ...lampIsOut, channel: 'pigeon' }, key)).status).toBe(422);
      expect((await guildhall.post('/cases', lampIsOut, key)).status).toBe(201);
    });

    it('is recognised after a restart', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const first = await guildhall.post('/cases', lampIsOut, key);
      await guildhall.end('SIGKILL');
      await guildhall.start();
      const again = await guildhall.post('/cases', lampIsOut, key);
      expect(again.body.reference).toBe(first.body.reference);
      expect((await guildhall.get(`/cases/${first.body.reference}/history`)).body.events).toHaveLength(1);
    });

    it('needs a key that can be used', async () => {
      const answer = await guildhall.post('/cases', lampIsOut, { 'idempotency-key': 'x'.repeat(201) });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'Idempotency-Key' }] } });
    });
  });

  describe('with If-Match', () => {
    it('stands when nothing has happened since', async () => {
      const reference = await guildhall.raise();
      const answer = await guildhall.post(
        `/cases/${reference}/assign`,
        { officer: 'p.shah' },
        { 'if-match': '"0"' },
      );
      expect(answer.status).toBe(200);
      expect(answer.headers.get('etag')).toBe('"1"');
    });

    it('does not stand when something has, and says where the case is now', async () => {
      const reference = await guildhall.raise();
      await guildhall.post(`/cases/${reference}/assign`, { officer: 'p.shah' });
      const answer = await guildhall.post(`/cases/${reference}/release`, {}, { 'if-match': '"0"' });
      expect(answer).toMatchObject({ status: 412, body: { type: 'urn:guildhall:problem:moved-on' } });
      expect(answer.headers.get('etag')).toBe('"1"');
    });

    it('must be an ETag', async () => {
      const reference = await guildhall.raise();
      const answer = await guildhall.post(`/cases/${reference}/release`, {}, { 'if-match': 'latest' });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'If-Match' }] } });
    });
  });

  it('that loses a race is decided again: thirty notes at once are thirty notes', async () => {
    const reference = await guildhall.raise();
    const notes = Array.from({ length: 30 }, (_, n) =>
      guildhall.post(`/cases/${reference}/notes`, { noteId: `n${n}`, visibility: 'staff', text: 'seen' }),
    );
    expect((await Promise.all(notes)).map(({ status }) => status)).toEqual(Array(30).fill(200));
    expect((await guildhall.get(`/cases/${reference}/history`)).body.events).toHaveLength(31);
  });

  it('of two officers who claim a case at once, one has it', async () => {
    const reference = await guildhall.raise();
    const claims = await Promise.all(
      ['p.shah', 'j.ward'].map((officer) => guildhall.post(`/cases/${reference}/assign`, { officer })),
    );
    expect(claims.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('is read by whoever waits for its position', async () => {
    const { body } = await guildhall.post('/cases', lampIsOut);
    const read = await guildhall.get(`/cases/${body.reference}?waitFor=${body.position}`);
    expect(read).toMatchObject({
      status: 200,
      body: { reference: body.reference, freshness: { stale: false } },
    });
  });

  it('cannot be waited for where it never was', async () => {
    const reference = await guildhall.raise();
    const answer = await guildhall.get(`/cases/${reference}?waitFor=zzz`);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'waitFor' }] } });
  });

  describe('that cannot be taken', () => {
    it('names every faulty field', async () => {
      const { status, headers, body } = await guildhall.post('/cases', {
        channel: 'pigeon',
        summary: ' ',
        customer: { email: 'not an address', age: 4 },
        colour: 'blue',
      });
      expect(status).toBe(422);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
        'channel',
        'colour',
        'customer.age',
        'customer.email',
        'service',
        'summary',
      ]);
      expect(body.correlationId).toBe(headers.get('x-correlation-id') ?? body.correlationId);
    });

    it.each<[string, object, string[]]>([
      ['no day and no window', {}, ['when']],
      ['both a day and a window', { day: '2026-06-04', from: '2026-06-04T09:00:00Z' }, ['when']],
      [
        'a window that ends before it begins',
        { from: '2026-06-04T11:00:00Z', to: '2026-06-04T09:00:00Z' },
        ['when'],
      ],
      ['a window without an end', { from: '2026-06-04T11:00:00Z' }, ['when']],
      ['a day that there is not', { day: '2026-02-30' }, ['when.day']],
      ['an end that is no instant', { from: '2026-06-04T11:00:00Z', to: 'noon' }, ['when.to']],
    ])('names every faulty field, be it that an action is planned for %s', async (_, when, faulty) => {
      const reference = await guildhall.raise();
      const plan = await guildhall.post(`/cases/${reference}/actions`, { what: ' ', when });
      expect(plan.status).toBe(422);
      expect(plan.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
        'what',
        ...faulty,
      ]);
    });

    it.each([
      ['JSON that is none', '{"service":', 400],
      ['JSON that is a list', '[]', 422],
      ['a character that no text has', '{"summary":"a\\u0000"}', 400],
      ['half a character', '{"summary":"\\ud800"}', 400],
      ['a field that would reach another object', '{"__proto__":{}}', 400],
      ['nothing where something must be', JSON.stringify({ ...lampIsOut, address: null }), 422],
      ['a body that is too large', JSON.stringify({ ...lampIsOut, description: 'x'.repeat(30_000) }), 413],
    ])('is answered with a problem: %s', async (_, body, status) => {
      const answer = await guildhall.send('POST', '/cases', body);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    });

    it.each([
      ['an unknown service', '/cases', { ...lampIsOut, service: 'dragons' }, 422, 'unknown-service'],
      [
        'an unknown customer',
        '/cases',
        { ...lampIsOut, customer: undefined, customerId: randomUUID() },
        422,
        'unknown-customer',
      ],
      ['a customer of whom nothing is known', '/cases', { ...lampIsOut, customer: {} }, 422, 'no-details'],
      [
        'an unknown customer with details',
        '/cases',
        { ...lampIsOut, customerId: randomUUID() },
        422,
        'unknown-customer',
      ],
      [
        'a year that no clock shows',
        '/customers',
        { details: { name: 'Sam' }, occurredAt: '9999-12-31T23:59:59-01:00' },
        422,
        'in-the-future',
      ],
      ['a week for an instant', '/cases', { ...lampIsOut, occurredAt: '2026-W23' }, 422, 'invalid-request'],
      [
        'an instant of no place',
        '/cases',
        { ...lampIsOut, occurredAt: '2026-06-01T09:30' },
        422,
        'invalid-request',
      ],
      ['the future', '/cases', { ...lampIsOut, occurredAt: '2999-01-01T00:00:00Z' }, 422, 'in-the-future'],
      ['a reference that was misheard', '/cases/AAA-AAA-AAAB/release', {}, 404, 'case-not-found'],
      ['a route that is none', '/dragons', {}, 404, 'no-such-route'],
    ])('says why: %s', async (_, path, body, status, code) => {
      expect(await guildhall.post(path, body)).toMatchObject({
        status,
        body: { type: `urn:guildhall:problem:${code}` },
      });
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
      'because it is not JSON says so: %s',
      async (type) => {
        const answer = await guildhall.send('POST', '/cases', 'service=pothole', { 'content-type': type });
        expect(answer).toMatchObject({ status: 415, body: { type: 'urn:guildhall:problem:not-json' } });
      },
    );

    it('because it is not JSON says so, also where there is nothing to say', async () => {
      const reference = await guildhall.raise();
      const answer = await guildhall.send('POST', `/cases/${reference}/release`);
      expect(answer).toMatchObject({ status: 415, body: { type: 'urn:guildhall:problem:not-json' } });
    });

    it('because the target was met says so', async () => {
      const reference = await guildhall.raise();
      await guildhall.post(`/cases/${reference}/acknowledge`, { channel: 'phone' });
      const answer = await guildhall.post(`/cases/${reference}/missed-targets`, { target: 'acknowledge' });
      expect(answer.body.type).toBe('urn:guildhall:problem:target-met');
    });

    it('because of an unknown department or queue names it', async () => {
      const reference = await guildhall.raise();
      const to = (body: object) => guildhall.post(`/cases/${reference}/forward`, body);
      expect((await to({ department: 'dragons' })).body.errors[0].field).toBe('department');
      expect((await to({ department: 'highways', queue: 'dragons' })).body.errors[0].field).toBe('queue');
    });

    it('because a service’s question has no answer names the question', async () => {
      const answer = await guildhall.post('/cases', {
        service: 'missed-bin',
        channel: 'online',
        summary: 'Bin missed',
      });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'answers.bin' }] } });
    });

    it('because a catalogue does not fit together says where', async () => {
      const service = { code: 'dragons', name: 'Dragons', department: 'castle', queue: 'keep' };
      const answer = await guildhall.post('/catalogue', { services: [service] });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'services.0.department' }] } });
      const unknown = await guildhall.post('/catalogue', { dragons: [] });
      expect(unknown.status).toBe(422);
    });
  });
});
