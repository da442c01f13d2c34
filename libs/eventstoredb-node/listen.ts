import { RefusalToStart } from '../platform/refusal-to-start';

/** Where a node listens: a socket file on this machine, or a host and port. */
export type Listen = { unixSocket: string } | { host: string; port: number };

const WAYS = 'Give unix:/path/to.sock for programs on this machine, or tls://host:port for others.';

/**
 * What a setting says of where to listen: `unix:/path/to.sock`, or `tls://host:port` (for which a certificate, a key and
 * users must be given too).
 * @throws RefusalToStart when it says something else, an open port above all
 */
export function parseListen(text: string): Listen {
  const [, path] = /^unix:(\/.+)$/.exec(text) ?? [];
  if (path) return { unixSocket: path };
  const [, host, port] = /^tls:\/\/(\[[\da-f:.]+\]|[^/:[\]]+):(\d{1,5})$/i.exec(text) ?? [];
  if (host && Number(port) <= 65_535) return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  if (/^(tcp:\/\/)?[^/]*:\d+$/.test(text)) {
    throw new RefusalToStart(
      `${text} would be an open port: whoever reaches it could read every case, and write. ${WAYS}`,
    );
  }
  throw new RefusalToStart(`${text} does not say where to listen. ${WAYS}`);
}

/** Addresses that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host);
}
