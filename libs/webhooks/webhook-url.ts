import { isIP } from 'node:net';
import { Rejection } from '../event-sourcing/rejection';
import { isLoopback, type Networks } from './networks';

const refused = (reason: string): Rejection => new Rejection('webhook-url-refused', 'invalid', reason, 'url');

/**
 * A URL that webhooks may be sent to, or why not. Where its host leads is judged again at every connection; an address
 * that stands in the URL itself is refused at once.
 */
export function webhookUrl(text: string, networks: Networks): URL | Rejection {
  const url = URL.parse(text);
  if (!url) return refused('Give a URL in full, as in https://works.example.org/guildhall.');
  if (url.username !== '' || url.password !== '') {
    return refused('Leave out the user name and password: deliveries are signed, which proves more.');
  }
  if (url.hash !== '') return refused('Leave out what begins with #: it is never sent.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && mayBeLoopback(url))) {
    return refused('Begin with https://. Plain http:// is for a receiver on this machine alone.');
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
