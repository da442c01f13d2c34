import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { History } from '@guildhall/application/imports/history';
import { HttpSink } from './http-sink';

describe('An import into a running installation', () => {
  let server: Server;
  let answer: (body: { histories: History[] }, response: ServerResponse) => void;
  let sink: HttpSink;

  beforeEach(async () => {
    server = createServer((request: IncomingMessage, response) => {
      void text(request).then((body) =>
        answer(JSON.parse(body || '{}') as { histories: History[] }, response),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    sink = new HttpSink(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const history = (id: string): History => ({
    source: { system: 'test', id },
    raisedAt: '2023-01-01T00:00:00.000Z',
    query: { service: 'pothole', channel: 'online', summary: 'Pothole' },
    steps: [],
  });
  const problem = (response: ServerResponse, status: number, body: object): void =>
    void response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body));

  it('is sent in smaller parts when it is too much at once, and answered in order', async () => {
    answer = ({ histories }, response) => {
      const results = histories.map(({ source }) => ({ kind: 'unchanged', reference: source.id }));
      if (histories.length > 2) problem(response, 413, { title: 'The body is too large' });
      else response.end(JSON.stringify({ results }));
    };
    const imported = await sink.import(['a', 'b', 'c', 'd', 'e'].map(history));
    expect(imported.map((one) => 'reference' in one && one.reference)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is sent again when the installation is busy for a moment', async () => {
    let asked = 0;
    answer = (_, response) => {
      if (++asked < 3) problem(response, 503, { title: 'Not saved' });
      else response.end(JSON.stringify({ results: [] }));
    };
    await sink.import([]);
    expect(asked).toBe(3);
  });

  it('says in sentences what the installation does not accept', async () => {
    const errors = [{ field: 'services.3.standard', message: 'There is no such standard.' }];
    answer = (_, response) =>
      problem(response, 422, { title: 'The request is not valid', detail: 'Correct it.', errors });
    await expect(
      sink.publish({
        departments: [],
        services: [],
        standards: [],
        calendars: [],
        accreditationStandards: [],
      }),
    ).rejects.toThrow(
      'The request is not valid. Correct it.\n  services.3.standard: There is no such standard.',
    );
  });

  it('says so when somebody else answers', async () => {
    answer = (_, response) => response.writeHead(404).end('<html>');
    await expect(sink.published()).rejects.toThrow(/answered 404/);
  });
});
