import { isIP } from 'node:net';
import { Rejection } from '../event-sourcing/rejection';
import { isLoopback, type Networks } from './networks';

const refused = (reason: string): Rejection => new Rejection('webhook-url-refused', 'invalid', reason, 'url');

/** RFC 1035, section 2.3.4, as it is written out. */
const LONGEST_NAME = 253;

/**
 * A URL that webhooks may be sent to, or why not. Where its host leads is judged again at every connection; an address
 * that stands in the URL itself is refused at once.
 */
export function webhookUrl(text: string, networks: Networks): URL | Rejection {
  // A URL parser passes over tabs and line ends, and whoever reads the URL elsewhere may not.
  const url = /[\s\p{Cc}]/u.test(text) ? null : URL.parse(text);
  if (!url) return refused('Give a URL in full, as in https://works.example.org/guildhall.');
  if (url.username !== '' || url.password !== '') {
    return refused('Leave out the user name and password: deliveries are signed, which proves more.');
  }
  if (url.hash !== '') return refused('Leave out what begins with #: it is never sent.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mayBeLoopback(url))) {
    return refused('Begin with https://. Plain http:// is for a receiver on this machine alone.');
  }
  if (url.port === '0' || url.hostname.length > LONGEST_NAME) {
    return refused('Give a host and a port that somebody can listen at.');
  }
  const address = addressIn(url);
  if (address !== undefined && !networks.allows(address)) {
    return refused(
      'The address is not on the public internet. Ask the operator to allow its network in GUILDHALL_WEBHOOK_NETWORKS.',
    );
  }
  return url;
}

/** The address that stands in a URL in place of a name. */
export function addressIn({ hostname }: URL): string | undefined {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) === 0 ? undefined : host;
}

function mayBeLoopback(url: URL): boolean {
  const address = addressIn(url);
  return address === undefined ? url.hostname === 'localhost' : isLoopback(address);
}
