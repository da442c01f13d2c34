import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What `npm start` consists of: the program, what answers requests, and what runs on the projector's thread. */
const PARTS = ['standalone/standalone', 'api/start-api', 'projector/run-projector', 'installation/places'];

/** What speaks to a server that only a setting names. */
const CLIENTS = [
  '@eventstore/db-client',
  '@grpc/grpc-js',
  'google-protobuf',
  'pg',
  'bullmq',
  'ioredis',
  'nodemailer',
  'notifications-node-client',
];

describe('a Guildhall without a setting', () => {
  it('starts without waiting for what speaks to servers that it does not have', () => {
    const files = PARTS.map((part) => join(__dirname, `../../dist/apps/${part}.js`));
    const script = `
      for (const file of ${JSON.stringify(files)}) require(file);
      process.stdout.write(Object.keys(require.cache).join('\\n'));`;
    const loaded = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', script], {
      encoding: 'utf8',
    }).split('\n');
    expect(loaded.length).toBeGreaterThan(100);
    const clients = CLIENTS.filter((name) =>
      loaded.some((file) => file.includes(join('node_modules', name, '/'))),
    );
    expect(clients).toEqual([]);
  });
});
