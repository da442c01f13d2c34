import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isEmbedded } from './foundation';
import { Guildhall } from './guildhall';
import { describeCommandsOf } from './shown-commands';

const EMAIL = 'edith.quill@example.org';
const PHONE = '01642 739 518';
const POSTCODE = 'TS23 9XW';
const edith = { name: 'Edith Quill', email: EMAIL, phone: PHONE, address: `3 Sorrel Way, ${POSTCODE}` };
const personal = [EMAIL, 'edith.quill', 'Edith', PHONE, '01642739518', '441642739518', POSTCODE, 'TS239XW'];

describe('docs/customers-and-search.md', () => describeCommandsOf('docs/customers-and-search.md', 8));

describe('somebody who gets in touch again', () => {
  let guildhall: Guildhall;
  let first: { reference: string; customerId: string; position: string };
  let second: typeof first & { possibleCustomers: { customerId: string; why: string[] }[] };
  const raise = async (customer: object, changes: object = {}) => {
    const { body } = await guildhall.post('/cases', {
      service: 'pothole',
      channel: 'phone',
      summary: 'Hole by the gate',
      location: { ward: 'Hartburn' },
      customer,
      ...changes,
    });
    return body as never;
  };
  const search = (q: string, more: object = {}) =>
    guildhall.post('/search', { q, waitFor: second.position, ...more });
  const found = async (q: string, more: object = {}) => {
    const { body } = await search(q, more);
    return (body as { cases: { reference: string }[] }).cases.map(({ reference }) => reference);
  };

  /** All that a department has been told, once there is something. */
  const theFeed = async (department: string): Promise<string> => {
    for (const end = Date.now() + 20_000; ;) {
      const { body } = await guildhall.get(`/departments/${department}/feed`);
      const text = JSON.stringify(body);
      if (text.includes('guildhall.case.received') || Date.now() > end) return text;
    }
  };

  beforeAll(async () => {
    guildhall = await Guildhall.start();
    first = await raise(edith);
    second = await raise({ name: 'E. Quill', email: EMAIL.toUpperCase() });
  });
  afterAll(() => guildhall.dispose());

  it('is told of when they raise a query, and merged by nobody', () => {
    expect(second.possibleCustomers).toEqual([{ customerId: first.customerId, why: ['same email'] }]);
    expect(second.customerId).not.toBe(first.customerId);
  });

  it('is found by an exact email address, phone number or postcode, however it is written', async () => {
    const both = [second.reference, first.reference];
    expect(await found(` ${EMAIL.toUpperCase()} `)).toEqual(both);
    expect(await found('+44 1642 739518')).toEqual([first.reference]);
    expect(await found('ts239xw')).toEqual([first.reference]);
    expect(await found('edith.quill@example.com')).toEqual([]);
    const { body } = await search(PHONE);
    expect(body).toMatchObject({
      understood: { as: 'phone' },
      customers: [{ customerId: first.customerId, name: 'Edith Quill', email: EMAIL }],
    });
  });

  it('finds cases by words for the service and the place, and by filters', async () => {
    expect(await found('potholes in hartburn')).toEqual([second.reference, first.reference]);
    expect(await found('potholes', { status: 'closed' })).toEqual([]);
    expect(await found('hartburn', { limit: 1 })).toEqual([second.reference]);
    expect((await search('Edith Quill')).body).toMatchObject({
      understood: { as: 'words', services: [], places: [], ignored: ['edith', 'quill'] },
      cases: [],
    });
  });

  it('finds a case by its reference, however it is typed', async () => {
    const typed = encodeURIComponent(` ${first.reference.toLowerCase().replaceAll('-', ' ')}`);
    const { body } = await guildhall.get(`/search?q=${typed}&waitFor=${second.position}`);
    expect(body).toMatchObject({
      understood: { as: 'reference', reference: first.reference },
      cases: [{ reference: first.reference, summary: 'Hole by the gate', status: 'open' }],
    });
  });

  it('has no email address, phone number or postcode in an address, and does not say it again', async () => {
    for (const q of [EMAIL, PHONE, POSTCODE]) {
      const { status, body } = await guildhall.get(`/search?q=${encodeURIComponent(q)}`);
      expect([status, body]).toMatchObject([422, { type: 'urn:guildhall:problem:personal-in-url' }]);
      expect(JSON.stringify(body)).not.toContain(q);
    }
  });

  it.each([
    '%',
    '_',
    "'; drop table search; --",
    '🕯️',
    '\\',
    '"',
    '\u202e',
    'ＰＯＴ',
    'a'.repeat(200),
    '*:*',
  ])('answers “%s” like any other words', async (q) => {
    expect((await search(q)).status).toBe(200);
    expect((await guildhall.get(`/search?q=${encodeURIComponent(q)}`)).status).toBe(200);
  });

  it.each([[''], ['  '], ['a'.repeat(201)], [undefined], [['a']], [{ a: 1 }]])(
    'refuses %p with the field that is wrong',
    async (q) => {
      const { status, body } = await guildhall.post('/search', { q });
      expect([status, body]).toMatchObject([422, { errors: [{ field: 'q' }] }]);
    },
  );

  it('is one person once the records are merged, and two again once they are taken apart', async () => {
    const { customerId: old } = second;
    const possible = await guildhall.get(`/customers/${old}/possible-matches`);
    expect(possible.body).toMatchObject({ matches: [{ customerId: first.customerId, why: ['same email'] }] });

    const reason = 'She confirmed it.';
    const merged = await guildhall.post(`/customers/${old}/merge`, { into: first.customerId, reason });
    expect(merged.body).toMatchObject({ changed: true, events: ['CustomerMerged'], into: first.customerId });
    const again = await guildhall.post(`/customers/${old}/merge`, { into: first.customerId, reason });
    expect(again.body).toMatchObject({ changed: false });
    const back = await guildhall.post(`/customers/${first.customerId}/merge`, { into: old, reason });
    expect([back.status, back.body]).toMatchObject([409, { type: 'urn:guildhall:problem:merge-goes-round' }]);

    const third: typeof first = await guildhall
      .post('/cases', { service: 'graffiti', channel: 'phone', summary: 'Paint', customerId: old })
      .then(({ body }) => body as never);
    const timelineOf = async (id: string, position: string) => {
      const { body } = await guildhall.get(`/customers/${id}/timeline?waitFor=${position}`);
      const { customer, cases } = body as { customer: { name: string }; cases: { reference: string }[] };
      return [customer.name, ...cases.map(({ reference }) => reference)];
    };
    const all = ['Edith Quill', third.reference, second.reference, first.reference];
    expect(await timelineOf(first.customerId, third.position)).toEqual(all);
    expect(await timelineOf(old, third.position)).toEqual(all);
    const record = await guildhall.get(`/customers/${old}?waitFor=${third.position}`);
    expect(record.body).toMatchObject({ name: 'E. Quill', merged: { into: first.customerId, reason } });
    expect((record.body as { cases: object[] }).cases).toHaveLength(2);
    expect((await search(EMAIL)).body).toMatchObject({ customers: [{ customerId: first.customerId }] });
    const details = await guildhall.post(`/customers/${old}/details`, { details: { name: 'Q' } });
    expect(details.body).toMatchObject({ type: 'urn:guildhall:problem:customer-merged' });

    const apart = await guildhall.post(`/customers/${old}/unmerge`, { reason: 'Her sister.' });
    const { position } = apart.body as { position: string };
    expect(await timelineOf(old, position)).toEqual(['E. Quill', third.reference, second.reference]);
    expect(await timelineOf(first.customerId, position)).toEqual(['Edith Quill', first.reference]);
  });

  it('is nowhere readable: not in the log, the read models, the index beside the keys, nor what the program says', async () => {
    await search('potholes');
    await guildhall.post(`/cases/${first.reference}/forward`, { department: 'highways' });
    const feed = await theFeed('highways');
    expect(feed).toContain(first.reference);
    for (const word of personal) expect(feed).not.toContain(word);
    for (const word of personal) expect(guildhall.output).not.toContain(word);
    if (!isEmbedded) return;
    const files = readdirSync(guildhall.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.some((file) => file.endsWith('keys.db'))).toBe(true);
    using keys = new DatabaseSync(join(guildhall.folder, 'keys.db'), { readOnly: true });
    const tokens = keys
      .prepare('SELECT token FROM blind_index')
      .all()
      .map(({ token }) => String(token));
    expect(tokens.length).toBeGreaterThan(3);
    for (const file of files.filter((one) => !one.includes('keys.db'))) {
      const text = readFileSync(file).toString('latin1');
      for (const token of tokens) expect([file, text.includes(token)]).toEqual([file, false]);
    }
    for (const file of files) {
      const bytes = readFileSync(file).toString('latin1').toLowerCase();
      for (const word of personal) expect([file, bytes.includes(word.toLowerCase())]).toEqual([file, false]);
    }
  });
});
