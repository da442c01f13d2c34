import '@guildhall/platform/require-node-24';
import 'reflect-metadata';
import { readConfig } from '@guildhall/platform/config';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { pino } from 'pino';
import { startStandalone } from './standalone';

/** How long a stop may take before the process goes anyway, in milliseconds: nothing acknowledged can be lost by then. */
const PATIENCE = 10_000;

async function main(): Promise<void> {
  // Whatever is made in the data folder is its owner's alone.
  process.umask(0o077);
  const config = readConfig(process.env);
  const logger = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: false }));
  const standalone = await startStandalone(config, logger);
  process.stdout.write(welcome(standalone.url, config.dataFolder));

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    process.stdout.write(`\n${signal}: finishing what is in hand… `);
    setTimeout(() => process.exit(1), PATIENCE).unref();
    await standalone.stop();
    process.stdout.write('stopped. Nothing was lost.\n');
    process.exit(0);
  };
  process.on('SIGINT', (signal) => void stop(signal));
  process.on('SIGTERM', (signal) => void stop(signal));
}

function welcome(url: string, folder: string): string {
  return `
  Guildhall is open.

    API            ${url}
    documentation  ${url}/docs
    readiness      ${url}/health/ready
    data           ${folder}

  Raise a query:

    curl -s ${url}/cases -H 'content-type: application/json' -d '{
      "service": "street-lighting-fault", "channel": "phone", "summary": "Street light out",
      "customer": { "name": "Joan Carter", "phone": "01642 000000" } }'

  Ctrl-C closes it; npm start carries on where it was.

`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${inWords(error as Error & { code?: string })}\n`);
  process.exit(1);
});

/** What the operator can mend is said in a sentence; anything else is a bug and shows where it came from. */
function inWords(error: Error & { code?: string }): string {
  if (error instanceof RefusalToStart) return error.message;
  if (error.code === 'EADDRINUSE') {
    return `${error.message}\nAnother program has that port. Choose another one: PORT=3001 npm start.`;
  }
  return error.stack ?? error.message;
}
