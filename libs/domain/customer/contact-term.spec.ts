import { emailIn, phoneIn, postcodesIn, termsOfEvent } from './contact-term';

describe('an email address', () => {
  it('is the same in capitals and with a space around it', () =>
    expect(emailIn(' Joan.Carter@Example.ORG ')).toBe('joan.carter@example.org'));
  it('keeps its dots and what follows a plus: they may be another person’s', () => {
    expect(emailIn('j.carter@example.org')).not.toBe(emailIn('jcarter@example.org'));
    expect(emailIn('joan+bins@example.org')).toBe('joan+bins@example.org');
  });
  it.each(['joan', 'joan@', '@example.org', 'joan carter@example.org', ''])('is not %p', (text) =>
    expect(emailIn(text)).toBeUndefined(),
  );
});

describe('a phone number', () => {
  it.each([
    '01642 000000',
    '(01642) 000-000',
    '+441642000000',
    '+44 1642 000000',
    '+44 (0)1642 000000',
    '0044 1642 000000',
    '441642000000',
    '1642 000000',
    '01642.000.000 ext 12',
  ])('is the same as %s', (text) => expect(phoneIn(text)).toBe('+441642000000'));
  it('of another country stays there', () => expect(phoneIn('+353 1 496 0000')).toBe('+35314960000'));
  it.each(['', 'none', '999', '+', '0'.repeat(40), '1+2'])('is not %p', (text) =>
    expect(phoneIn(text)).toBeUndefined(),
  );
});

describe('a postcode', () => {
  it.each([
    ['12 Larch Close, Stockton-on-Tees, TS18 1TU', ['TS181TU']],
    ['12 larch close ts181tu', ['TS181TU']],
    ['1 Whitehall\nLondon SW1A 2AA\nEngland', ['SW1A2AA']],
    ['M1 1AE', ['M11AE']],
    ['between TS18 1TU and TS19 0AB, and TS18 1TU again', ['TS181TU', 'TS190AB']],
    ['12 Larch Close', []],
    ['XTS18 1TUX', []],
  ])('is found in “%s”', (address, found) => expect(postcodesIn(address)).toEqual(found));
});

describe('what makes something findable', () => {
  it('is how a customer is reached', () =>
    expect(
      termsOfEvent({
        type: 'CustomerRegistered',
        data: { name: 'Joan Carter', email: 'J@example.org', phone: '01642 000000', address: 'TS18 1TU' },
      }),
    ).toEqual([
      { kind: 'email', value: 'j@example.org' },
      { kind: 'phone', value: '+441642000000' },
      { kind: 'postcode', value: 'TS181TU' },
    ]));
  it('is where a case is, and whoever raised it where that is nobody’s record', () => {
    const raised = { address: 'TS18 1TU', customer: { email: 'j@example.org', address: 'TS18 1TU' } };
    expect(termsOfEvent({ type: 'QueryRaised', data: { ...raised, customerId: 'joan' } })).toEqual([
      { kind: 'postcode', value: 'TS181TU' },
    ]);
    expect(termsOfEvent({ type: 'QueryRaised', data: raised })).toEqual([
      { kind: 'postcode', value: 'TS181TU' },
      { kind: 'email', value: 'j@example.org' },
    ]);
  });
});
