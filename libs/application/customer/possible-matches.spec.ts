import type { ContactDetails } from '../../domain/case/vocabulary';
import { domainCodec } from '../../domain/events';
import { LogBuilder } from '../../testing/log-builder';
import { EventLog } from '../event-log';
import { People } from './people';
import { PossibleMatches } from './possible-matches';

const [ANNE, BETTY, CLARA] = [1, 2, 3].map((digit) => `${digit}f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11`) as [
  string,
  string,
  string,
];
const occurredAt = '2026-06-01T09:30:00.000Z';
const anne: ContactDetails = {
  name: 'Anne Hall',
  email: 'Anne@example.org',
  phone: '01642 000000',
  address: '12 Larch Close, TS18 1TU',
};

describe('records that may be of one person', () => {
  let log: LogBuilder;
  let matches: PossibleMatches;
  beforeEach(async () => {
    log = await LogBuilder.open();
    const people = new People(new EventLog(log.store, domainCodec, log.keyring), log.keyring);
    matches = new PossibleMatches(people, log.keyring);
    await register(ANNE, anne);
  });
  afterEach(() => log.dispose());

  const register = (customerId: string, details: ContactDetails): Promise<void> =>
    log.customer(customerId, { type: 'RegisterCustomer', details, occurredAt });
  const found = async (details = anne, customerId = ANNE) =>
    (await matches.of(details, customerId)).map(({ customerId: id, why }) => [id, why]);

  it.each<[string, ContactDetails, string[]]>([
    ['an email address, however it is written', { email: ' anne@EXAMPLE.org' }, ['same email']],
    ['a phone number, however it is written', { phone: '+44 1642 000000' }, ['same phone']],
    [
      'a postcode, where the name is the same too',
      { name: 'anne  hall', address: 'ts181tu' },
      ['same postcode and name'],
    ],
    [
      'nothing, where they only live in one street',
      { name: 'Betty', address: '14 Larch Close, TS18 1TU' },
      [],
    ],
    ['nothing, where they only have one name', { name: 'Anne Hall' }, []],
  ])('have in common %s', async (_, betty, why) => {
    await register(BETTY, betty);
    expect(await found()).toEqual(why.length > 0 ? [[BETTY, why]] : []);
  });

  it('come with the most in common first', async () => {
    await register(BETTY, { email: 'anne@example.org' });
    await register(CLARA, { email: 'anne@example.org', phone: '01642 000000' });
    expect(await found()).toEqual([
      [CLARA, ['same email', 'same phone']],
      [BETTY, ['same email']],
    ]);
  });

  it('are judged by what they say now', async () => {
    await register(BETTY, { email: 'anne@example.org' });
    await log.customer(BETTY, {
      type: 'ChangeCustomerDetails',
      details: { email: 'betty@example.org' },
      occurredAt,
    });
    expect(await found()).toEqual([]);
  });

  it('are named by the record that stays, and not at all once they are one', async () => {
    await register(BETTY, { email: 'anne@example.org' });
    await register(CLARA, { name: 'Clara' });
    const merge = (from: string, into: string) =>
      log.customer(from, {
        type: 'MergeCustomer',
        into,
        reason: 'The same person.',
        facts: { into: 'a-customer' },
        occurredAt,
      });
    await merge(BETTY, CLARA);
    expect(await found()).toEqual([[CLARA, ['same email']]]);
    await merge(CLARA, ANNE);
    expect(await found()).toEqual([]);
  });

  it('are not looked for longer than a caller can wait, and never make a query fail', async () => {
    const people = new People(new EventLog(log.store, domainCodec, log.keyring), log.keyring);
    const slow = new PossibleMatches(people, { find: () => new Promise(() => undefined) });
    expect(await slow.inPassing(anne, ANNE)).toEqual([]);
    const broken = new PossibleMatches(people, { find: () => Promise.reject(new Error('gone')) });
    expect(await broken.inPassing(anne, ANNE)).toEqual([]);
  });
});
