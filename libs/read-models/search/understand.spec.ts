import { referenceFor } from '../../domain/case/case-reference';
import { defaultCatalogue } from '../../domain/catalogue/default-catalogue';
import { understand } from './understand';
import { understandWords } from './understand-words';

const reference = '7QK-4M2-9XDY';
const OURS = referenceFor('a command');

describe('what is put into the box', () => {
  const spelt = (text: string): string => {
    const names: Record<string, string> = { '-': ',', A: 'alpha', X: 'x-ray', Q: 'quebec', K: 'kilo', M: 'mike', D: 'delta', '7': 'seven', '4': 'four', '2': 'two', '9': 'nine' }; // prettier-ignore
    return [...text].map((character) => names[character] ?? character).join(' ');
  };

  it.each([
    OURS,
    OURS.toLowerCase(),
    OURS.replaceAll('-', ''),
    OURS.replaceAll('-', ' '),
    ` ${[...OURS.replaceAll('-', '')].join(' ')} `,
    `Ref. ${OURS}`,
    `case ${OURS.replaceAll('-', '/')}`,
    spelt(OURS),
    OURS.replaceAll('0', 'O').replaceAll('1', 'l'),
  ])('is a reference: “%s”', (text) =>
    expect(understand(text)).toMatchObject({ as: 'reference', reference: OURS }),
  );

  it('is a reference of which something was misheard', () =>
    expect(understand(reference)).toEqual({ as: 'misheard-reference' }));

  it.each([
    ['Joan@Example.org', { as: 'email', term: { kind: 'email', value: 'joan@example.org' } }],
    ['Joan <joan@example.org>', { as: 'email', term: { kind: 'email', value: 'joan@example.org' } }],
    ['01642 000000', { as: 'phone', term: { kind: 'phone', value: '+441642000000' } }],
    ['(01642) 000-000', { as: 'phone', term: { kind: 'phone', value: '+441642000000' } }],
    ['+44 (0)1642 000000', { as: 'phone', term: { kind: 'phone', value: '+441642000000' } }],
    ['she rang from 01642 000000', { as: 'phone', term: { kind: 'phone', value: '+441642000000' } }],
    ['ts18 1tu', { as: 'postcode', term: { kind: 'postcode', value: 'TS181TU' } }],
    ['potholes in TS181TU', { as: 'postcode', term: { kind: 'postcode', value: 'TS181TU' } }],
    ['potholes in Hartburn', { as: 'words', words: 'potholes in Hartburn' }],
    ['A19', { as: 'words' }],
    ["'; drop table search; --", { as: 'words' }],
    ['%', { as: 'words' }],
    ['Ａ１９ 🕯', { as: 'words', words: 'A19 🕯' }],
  ])('is “%s”', (text, understood) => expect(understand(text)).toMatchObject(understood));
});

describe('words', () => {
  const { services } = defaultCatalogue();
  const wards = ['Hartburn', 'Parkfield and Oxbridge', 'Stockton Town Centre', 'Norton West'];
  const words = (text: string) => understandWords(text, services, wards);

  it.each<[string, { services?: unknown; wards?: string[]; ignored?: string[] }]>([
    ['pothole', { services: [['pothole']], wards: [], ignored: [] }],
    ['Potholes in Hartburn', { services: [['pothole']], wards: ['Hartburn'], ignored: [] }],
    ['pot', { services: [['pothole']] }],
    ['hartburn', { services: [], wards: ['Hartburn'] }],
    ['norton west', { wards: ['Norton West'] }],
    ['HÄRTBURN', { wards: ['Hartburn'] }],
    ['Joan Carter', { services: [], wards: [], ignored: ['joan', 'carter'] }],
    ['%', { services: [], wards: [], ignored: [] }],
    ['_ % * ?', { services: [], wards: [], ignored: [] }],
  ])('are taken for what they fit: “%s”', (text, understood) =>
    expect(words(text)).toMatchObject(understood),
  );

  it('put a service whose name they are before one of the same group', () => {
    const [best = [], ...others] = words('street light').services;
    expect(best).toEqual(['street-lighting-fault']);
    expect(others.flat()).not.toContain('street-lighting-fault');
  });
});
