import { BlockList, isIP } from 'node:net';
import { RefusalToStart } from '../platform/refusal-to-start';

/**
 * Addresses that are not on the public internet (IANA special-purpose registries, RFC 6890 and its updates), or that
 * are on it and lead to a machine's own host: a webhook to one of them would reach into the council's network.
 */
const closedV4 = [
  '0.0.0.0/8', // this host
  '10.0.0.0/8', // private, RFC 1918
  '100.64.0.0/10', // behind a carrier's NAT, RFC 6598; clouds keep metadata here too
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's host
  '169.254.0.0/16', // link-local; cloud metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays, deprecated by RFC 7526
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];

/** Of IPv6, only 2000::/3 is given out at all (RFC 4291), and these parts of it lead elsewhere. */
const openV6 = '2000::/3';
const closedV6 = [
  '2001::/23', // protocol assignments: Teredo and other tunnels
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: the IPv4 address inside may be a private one
  '3fff::/20', // documentation
];

const loopback = networks(['127.0.0.0/8', '::1/128']);
const closed = networks([...closedV4, ...closedV6]);
const open = networks([openV6]);

/** Which addresses webhooks may be sent to: public ones, and those of networks that the operator has allowed. */
export class Networks {
  private constructor(private readonly allowed: BlockList) {}

  /**
   * @param text networks with commas between them: `10.20.0.0/16, fd12:3456::/48, 127.0.0.1`
   * @throws RefusalToStart naming what is not a network
   */
  static allowing(text: string): Networks {
    const parts = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    return new Networks(networks(parts));
  }

  /** `address`: as text, without brackets. What is not an address is not allowed. */
  allows(address: string): boolean {
    const plain = embeddedV4(address) ?? address;
    const family = familyOf(plain);
    if (family === undefined) return false;
    if (this.allowed.check(plain, family)) return true;
    if (closed.check(plain, family)) return false;
    return family === 'ipv4' || open.check(plain, family);
  }
}

/** Whether an address stays on this machine. */
export function isLoopback(address: string): boolean {
  const plain = embeddedV4(address) ?? address;
  const family = familyOf(plain);
  return family !== undefined && loopback.check(plain, family);
}

/** An address with a zone (`fe80::1%eth0`) is none: it is link-local. */
function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (address.includes('%')) return undefined;
  return ({ 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address)];
}

/**
 * The IPv4 address that an IPv6 address stands for: IPv4-mapped (`::ffff:10.0.0.1`, RFC 4291), or translated by NAT64
 * (`64:ff9b::10.0.0.1`, RFC 6052). It is judged as what it leads to.
 */
function embeddedV4(address: string): string | undefined {
  if (familyOf(address) !== 'ipv6') return undefined;
  // The URL parser writes every IPv6 address in one way (RFC 5952).
  const [, high, low] =
    /^\[(?:::ffff|64:ff9b:):([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(
      new URL(`http://[${address}]`).hostname,
    ) ?? [];
  if (high === undefined || low === undefined) return undefined;
  return [high, low]
    .map((part) => parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 255])
    .join('.');
}

function networks(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [, address = '', bits] = /^([^/]+?)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const family = familyOf(address);
    const most = family === 'ipv4' ? 32 : 128;
    const prefix = bits === undefined ? most : Number(bits);
    if (family === undefined || prefix > most) {
      throw new RefusalToStart(
        `GUILDHALL_WEBHOOK_NETWORKS: ${text} is not a network. Write an address and a length, as in 10.20.0.0/16, with commas between several.`,
      );
    }
    list.addSubnet(address, prefix, family);
  }
  return list;
}
