import { gzipSync } from 'node:zlib';
import type { AbusiveRequest, DescribedRequests } from './described-requests';

const json = { 'content-type': 'application/json' };

/** Requests that nobody in good faith sends, at a place that the document knows. */
export function hostileRequest(requests: DescribedRequests): AbusiveRequest {
  const { random } = requests;
  const honest = requests.valid();
  const twist = random.pick(twists);
  return { ...honest, ...twist(honest, () => random.next()), what: `hostile ${twist.name} ${honest.what}` };
}

type Twist = (honest: AbusiveRequest, chance: () => number) => Partial<AbusiveRequest>;
const pick = <Item>(items: readonly Item[], chance: () => number): Item =>
  items[Math.floor(chance() * items.length)] as Item;

const twists: Twist[] = [
  function otherMethod(_, chance) {
    return { method: pick(['HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'LINK', 'GET'], chance), body: undefined, headers: {} }; // prettier-ignore
  },
  function pathTricks({ path }, chance) {
    const trick = pick(
      ['/../', '//', '/./', '/%2e%2e/', '/%2f', '/%00', '/%', '/%zz', '/%c3%28', ';x=1', '/..%5c', '/%ed%a0%80', '?', '?a[__proto__]=1&a=2&a=3', '/' + 'a'.repeat(5_000)], // prettier-ignore
      chance,
    );
    const [before, after] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/'))];
    return { path: chance() < 0.5 ? path + trick : before + trick + after };
  },
  function queryTricks({ path }, chance) {
    return {
      path: `${path.split('?')[0]}?${pick(['limit=1&limit=2', 'limit[]=1', 'limit=1e3', 'limit=-1', 'limit=0x10', 'limit=', 'waitFor=x', 'waitFor=9999999999999999', 'waitFor[a]=1', 'after=%F0%9F%92%A9', 'after=' + 'A'.repeat(299), 'asOf=2026-06-01', 'asOf=now', 'asOf=0', 'effectiveAt=-271821-04-20T00:00:00Z', 'by=__proto__', 'by=constructor', 'compare=previous&from=9999-12-31&to=9999-12-31', 'from=0000-01-01&to=9999-12-31&period=month', 'format=../csv', '__proto__[x]=1', 'overdue=maybe', 'stage=toString'], chance)}`,
    }; // prettier-ignore
  },
  function brokenJson({ method }, chance) {
    const body = pick(['', '{', '{"a":}', '[', 'nul', '"', '{"a":1}x', '\uFEFF{}', "{'a':1}", '{"a":01}', '{"a":NaN}', '[1,]', '{"__proto__":{"x":1}}', '{"constructor":{"prototype":{}}}', '1', '"text"', 'null', 'true', '[]', '['.repeat(100_000), `{"a":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`, '\u0000'], chance); // prettier-ignore
    return { method: method === 'GET' ? 'POST' : method, headers: json, body };
  },
  function otherContent({ method, body }, chance) {
    const type = pick(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/json; charset=utf-16', 'application/json;', 'application/jsonp', 'APPLICATION/JSON', ' ', 'application/json, text/plain', 'text/json', 'application/problem+json'], chance); // prettier-ignore
    return {
      method: method === 'GET' ? 'POST' : method,
      headers: { 'content-type': type },
      body: body ?? '{}',
    };
  },
  function compressed({ body, headers, method }, chance): Partial<AbusiveRequest> {
    const encoding = pick(['gzip', 'deflate', 'br', 'x'], chance);
    if (method === 'GET') return { headers: { 'accept-encoding': encoding }, body: undefined };
    const sent: Record<string, string> = { ...headers, ...json, 'content-encoding': encoding };
    return { headers: sent, body: gzipSync(body ?? '{}').toString('latin1') };
  },
  function headerGames({ headers }, chance) {
    const extra = pick<Record<string, string>>(
      [
        { 'if-match': 'x' },
        { 'if-match': '"1", "2"' },
        { 'if-none-match': '*' },
        { 'idempotency-key': '' },
        { 'idempotency-key': 'a b' },
        { 'idempotency-key': 'same' },
        { 'x-correlation-id': "'; --" },
        { traceparent: '00-zz-00-00' },
        { 'last-event-id': 'highways.99999999' },
        { 'x-forwarded-for': '127.0.0.1', 'x-http-method-override': 'DELETE' },
        { accept: 'application/xml' },
        { range: 'bytes=0-1' },
        { expect: '200-ok' },
        { host: 'evil.example' },
        { cookie: 'a='.repeat(2_000) },
        { origin: 'https://evil.example' },
      ],
      chance,
    );
    return { headers: { ...headers, ...extra } };
  },
  function big({ headers, method }, chance) {
    if (method === 'GET')
      return { headers: { ...headers, 'x-big': 'x'.repeat(pick([7_000, 17_000], chance)) } };
    return {
      headers: json,
      body: JSON.stringify({ summary: 'x'.repeat(pick([60_000, 2_000_000], chance)) }),
    };
  },
];
