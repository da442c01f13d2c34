import { readFileSync } from 'node:fs';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';

/** What stands in a file, without the line's end. @throws RefusalToStart naming the setting, and never the secret */
export function readSecret(setting: string, file: string): string {
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new RefusalToStart(`${setting}: ${file} cannot be read. Name a file that holds the secret.`, {
      cause,
    });
  }
  if (secret !== '') return secret;
  throw new RefusalToStart(`${setting}: ${file} is empty. Put the secret into it, on a line of its own.`);
}
