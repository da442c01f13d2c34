import { assert, bigInt, integer, ipV6, property } from 'fast-check';
import { isLoopback, Networks } from './networks';

const publicOnly = Networks.allowing('');

const textOf = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
const between = (first: string, last: string) => integer({ min: numberOf(first), max: numberOf(last) });
const numberOf = (text: string): number =>
  text.split('.').reduce((number, part) => number * 256 + Number(part), 0);

/** Every way in which an IPv6 address can lead to this IPv4 address. */
const disguisesOf = (address: string): string[] => {
  const number = numberOf(address);
  const hex = `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
  return [
    `::ffff:${address}`,
    `::FFFF:${hex}`,
    `0:0:0:0:0:ffff:${hex}`,
    `::${address}`,
    `64:ff9b::${address}`,
    `64:ff9b:1::${address}`,
    `::ffff:0:${address}`,
    `2002:${hex}::1`,
  ];
};

describe('the addresses that webhooks may be sent to', () => {
  it.each(['1.1.1.1', '151.101.1.69', '172.15.255.255', '172.32.0.0', '192.169.0.1', '100.63.255.255'])(
    'are public ones: %s',
    (address) => expect(publicOnly.allows(address)).toBe(true),
  );

  it.each(['2606:4700:4700::1111', '2a00:1450:4009::200e', '::ffff:1.1.1.1', '64:ff9b::101:101'])(
    'are public ones of IPv6: %s',
    (address) => expect(publicOnly.allows(address)).toBe(true),
  );

  it.each([
    ['this host', '0.0.0.0', '0.255.255.255'],
    ['private networks', '10.0.0.0', '10.255.255.255'],
    ['private networks', '172.16.0.0', '172.31.255.255'],
    ['private networks', '192.168.0.0', '192.168.255.255'],
    ['what is behind a carrier’s NAT', '100.64.0.0', '100.127.255.255'],
    ['loopback', '127.0.0.0', '127.255.255.255'],
    ['link-local addresses', '169.254.0.0', '169.254.255.255'],
    ['protocol assignments', '192.0.0.0', '192.0.0.255'],
    ['documentation', '192.0.2.0', '192.0.2.255'],
    ['benchmarks', '198.18.0.0', '198.19.255.255'],
    ['multicast, what is reserved, and broadcast', '224.0.0.0', '255.255.255.255'],
  ])('are not those of %s (%s to %s), however they are written', (_, first, last) => {
    assert(
      property(between(first, last), (number) => {
        const address = textOf(number);
        expect([address, ...disguisesOf(address)].filter((one) => publicOnly.allows(one))).toEqual([]);
      }),
      { examples: [[numberOf(first)], [numberOf(last)]] },
    );
  });

  it.each([
    ['AWS, Google, Azure and others', '169.254.169.254'],
    ['Azure’s host', '168.63.129.16'],
    ['Alibaba', '100.100.100.200'],
    ['Oracle', '192.0.0.192'],
    ['AWS by IPv6', 'fd00:ec2::254'],
  ])('are not those where clouds keep secrets: %s, %s', (_, address) => {
    expect(publicOnly.allows(address)).toBe(false);
  });

  it.each([
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
  ])('are none of IPv6 that lead elsewhere: %s', (address) => expect(publicOnly.allows(address)).toBe(false));

  it('are, of IPv6, only those that are given out at all', () => {
    assert(
      property(bigInt({ min: 0n, max: 2n ** 128n - 1n }), (number) => {
        const address = (number.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':');
        const isGivenOut = number >> 125n === 1n;
        const isMapped = number >> 32n === 0xffffn;
        if (!isGivenOut && !isMapped) expect(publicOnly.allows(address)).toBe(false);
      }),
    );
  });

  it.each(['', 'localhost', '1.2.3', '0x7f.0.0.1', '127.1', '1.1.1.1 ', '[::1]', '1.1.1.1/32'])(
    'are addresses: not “%s”',
    (text) => expect(publicOnly.allows(text)).toBe(false),
  );

  it('are judged alike, however an IPv6 address is written', () => {
    assert(
      property(ipV6(), (address) => {
        const otherwise = new URL(`http://[${address}]`).hostname.slice(1, -1);
        expect(publicOnly.allows(address.toUpperCase())).toBe(publicOnly.allows(otherwise));
      }),
    );
  });

  it('are also those of a network that the operator allows, and no more', () => {
    const some = Networks.allowing('10.20.0.0/16, fd12:3456::/48,127.0.0.1');
    expect(
      ['10.20.3.4', '::ffff:10.20.3.4', 'fd12:3456:0:1::1', '127.0.0.1'].map((one) => some.allows(one)),
    ).toEqual([true, true, true, true]);
    expect(['10.21.0.0', 'fd12:3457::1', '127.0.0.2', '::1'].map((one) => some.allows(one))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it.each(['10.0.0.0/33', 'localhost', '10.0.0', '::1/129', 'http://10.0.0.1'])(
    'are not allowed by what is no network: %s',
    (text) => expect(() => Networks.allowing(`127.0.0.1,${text}`)).toThrow(`${text} is not a network`),
  );
});

describe('loopback', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('is %s', (address) => {
    expect(isLoopback(address)).toBe(true);
  });
  it.each(['10.0.0.1', '128.0.0.1', '::2', 'fe80::1', 'localhost'])('is not %s', (address) => {
    expect(isLoopback(address)).toBe(false);
  });
});
