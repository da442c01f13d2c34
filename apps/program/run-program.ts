import { type Config, readConfig } from '@guildhall/platform/config';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { type Logger, pino } from 'pino';

/** How long a stop may take before the process goes anyway, in milliseconds: nothing acknowledged can be lost by then. */
const PATIENCE = 10_000;

/** A program that has started. */
export interface Running {
  /** What is said when it is open. */
  welcome: string;
  /** Finishes what is in hand. */
  stop(): Promise<void>;
}

/**
 * Runs a program until it is told to stop, by SIGINT or SIGTERM. What keeps it from starting is said in a sentence
 * where the operator can mend it; anything else is a bug and shows where it came from.
 */
export function runProgram(start: (config: Config, logger: Logger) => Promise<Running>): void {
  // Whatever is made in the data folder is its owner's alone.
  process.umask(0o077);
  run(start).catch((error: unknown) => {
    process.stderr.write(`${inWords(error as Error & { code?: string })}\n`);
    process.exit(1);
  });
}

async function run(start: (config: Config, logger: Logger) => Promise<Running>): Promise<void> {
  const config = readConfig(process.env);
  const logger = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: false }));
  const running = await start(config, logger);
  process.stdout.write(running.welcome);

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    process.stdout.write(`\n${signal}: finishing what is in hand… `);
    setTimeout(() => process.exit(1), PATIENCE).unref();
    await running.stop();
    process.stdout.write('stopped. Nothing was lost.\n');
    process.exit(0);
  };
  process.on('SIGINT', (signal) => void stop(signal));
  process.on('SIGTERM', (signal) => void stop(signal));
}

function inWords(error: Error & { code?: string }): string {
  if (error instanceof RefusalToStart) return error.message;
  if (error.code === 'EADDRINUSE') {
    return `${error.message}\nAnother program has that port. Choose another one: PORT=3001 npm start.`;
  }
  return error.stack ?? error.message;
}
