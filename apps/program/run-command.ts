import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { inWords } from './in-words';

/** What a shell makes of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** Runs a command that ends by itself. What whoever called it can mend is said in a sentence, on standard error. */
export function runCommand(main: (args: string[]) => Promise<number>): void {
  // Whatever is made in the data folder is its owner's alone.
  process.umask(0o077);
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      // What the system says of a file says what is wrong with it.
      const ofAFile = 'syscall' in (error as Error);
      process.stderr.write(`${ofAFile ? (error as Error).message : inWords(error)}\n`);
      process.exitCode = 1;
    },
  );
}

/** What `parseArgs` has read. @throws RefusalToStart when there is something that it does not know */
export function optionsOf<Values>(read: () => { values: Values }): Values {
  try {
    return read().values;
  } catch (cause) {
    throw new RefusalToStart(`${(cause as Error).message}. --help explains.`, { cause });
  }
}

/** Raised at the first Ctrl-C; the second one has its usual effect. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  return stopping.signal;
}
