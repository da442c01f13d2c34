import { type Config, readConfig } from '@guildhall/platform/config';
import { type Logger, pino } from 'pino';
import { inWords } from './in-words';
import { Opened } from './opened';

/** How long a stop may take before the process goes anyway, in milliseconds: nothing acknowledged can be lost by then. */
const PATIENCE = 10_000;

/** Starts a program: what it opens, it adds to `opened`. Answers what is said when it is open. */
type Start = (config: Config, logger: Logger, opened: Opened) => Promise<string>;

/**
 * Runs a program until it is told to stop, by SIGINT or SIGTERM. What keeps it from starting is said in a sentence
 * where the operator can mend it; anything else is a bug and shows where it came from.
 */
export function runProgram(start: Start): void {
  // Whatever is made in the data folder is its owner's alone.
  process.umask(0o077);
  run(start).catch((error: unknown) => {
    process.stderr.write(`${inWords(error)}\n`);
    process.exit(1);
  });
}

async function run(start: Start): Promise<void> {
  const config = readConfig(process.env);
  const logger = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: false }));
  const opened = new Opened();
  const welcome = await start(config, logger, opened).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  process.stdout.write(welcome);

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    process.stdout.write(`\n${signal}: finishing what is in hand… `);
    setTimeout(() => process.exit(1), PATIENCE).unref();
    await opened.close();
    process.stdout.write('stopped. Nothing was lost.\n');
    process.exit(0);
  };
  process.on('SIGINT', (signal) => void stop(signal));
  process.on('SIGTERM', (signal) => void stop(signal));
}
