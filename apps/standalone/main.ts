import '@guildhall/platform/require-node-24';
import 'reflect-metadata';
import { InvalidConfig, readConfig } from '@guildhall/platform/config';
import { DataFolderInUse } from '@guildhall/platform/data-folder';
import { pino } from 'pino';
import { startStandalone } from './standalone';

/** How long a stop may take before the process goes anyway, in milliseconds: nothing acknowledged can be lost by then. */
const PATIENCE = 10_000;

async function main(): Promise<void> {
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
  // What the operator can mend is said in a sentence; anything else is a bug and shows where it came from.
  const known =
    error instanceof InvalidConfig ||
    error instanceof DataFolderInUse ||
    (error as { code?: string }).code === 'EADDRINUSE';
  const { message, stack } = error as Error;
  const advice =
    (error as { code?: string }).code === 'EADDRINUSE'
      ? '\nAnother program has that port. Choose one with PORT=3001 npm start.'
      : '';
  process.stderr.write(`${known ? message : (stack ?? message)}${advice}\n`);
  process.exit(1);
});
