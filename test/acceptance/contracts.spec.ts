import { Guildhall } from './guildhall';

describe('those who write a program for a department', () => {
  let guildhall: Guildhall;
  beforeAll(async () => (guildhall = await Guildhall.start()));
  afterAll(() => guildhall.dispose());

  it('read what it will be told in one document', async () => {
    const { status, headers, body } = await guildhall.get('/contracts/asyncapi.json');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(body).toMatchObject({ asyncapi: '3.0.0' });
    expect(Object.keys(body.components.messages)).toContain('guildhall.case.received.v1');
  });

  it('find the schema of every type of event, and that of the envelope', async () => {
    const { body } = await guildhall.get('/contracts/schemas');
    const names = body.schemas.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['cloudevent', 'guildhall.case.left.v1']));
    for (const { name, href } of body.schemas) {
      const { status, headers, body: schema } = await guildhall.get(href);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('application/schema+json');
      expect(schema).toMatchObject({ $id: `urn:guildhall:schema:${name}`, type: 'object' });
    }
  });

  it('are told where to look when they ask for one that there is not', async () => {
    const { status, headers, body } = await guildhall.get('/contracts/schemas/constructor');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({
      type: 'urn:guildhall:problem:schema-not-found',
      detail: 'There is no such schema. See GET /contracts/schemas.',
    });
  });
});
