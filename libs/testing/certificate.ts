import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Files of a certificate for this machine, and its key; it is its own authority. */
export interface CertificateFiles {
  cert: string;
  key: string;
}

/** Makes a certificate for `localhost` and 127.0.0.1 in a folder, good for a day. */
export function makeCertificate(folder: string): CertificateFiles {
  const files = { cert: join(folder, 'server.crt'), key: join(folder, 'server.key') };
  const parameters = [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-out', files.cert, '-keyout', files.key],
  ];
  const { status, stderr, error } = spawnSync('openssl', parameters, { encoding: 'utf8' });
  if (status === 0) return files;
  throw new Error(`openssl, which makes certificates for tests, says: ${error?.message ?? stderr}`);
}
