import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import {
  PublishCatalogue,
  PublishCatalogueHandler,
} from '@guildhall/application/catalogue/publish-catalogue';
import { CommandRunner } from '@guildhall/application/command-runner';
import type { EventLog } from '@guildhall/application/event-log';
import { type CatalogueFile, catalogueFileSchema } from '@guildhall/domain/catalogue/catalogue-file';
import { defaultCatalogue } from '@guildhall/domain/catalogue/default-catalogue';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';

/**
 * Gives a new installation its first catalogue: the file, or the one that ships. Programs that start at the same time
 * may all do so; what one has published is quiet for the others.
 * @throws RefusalToStart when the catalogue cannot be published, naming every faulty field
 */
export async function publishFirstCatalogue(
  file: string | undefined,
  log: EventLog,
  catalogue: LiveCatalogue,
): Promise<void> {
  const first = file === undefined ? defaultCatalogue() : readCatalogueFile(file);
  const now = new Date().toISOString();
  const id = randomUUID();
  const outcome = await new PublishCatalogueHandler(new CommandRunner(log), catalogue).execute(
    new PublishCatalogue(first, {
      commandId: id,
      correlationId: id,
      actor: { kind: 'system', id: 'first-start' },
      recordedAt: now,
      occurredAt: now,
    }),
  );
  if (outcome.kind === 'refused') {
    const { field = '', reason } = outcome.rejection;
    throw new RefusalToStart(`The catalogue does not fit together: ${field} ${reason}`);
  }
}

/** @throws RefusalToStart naming every faulty field of the file */
export function readCatalogueFile(file: string): CatalogueFile {
  const result = catalogueFileSchema.safeParse(readJson(file));
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new RefusalToStart(`The catalogue ${file} cannot be published:\n${faults.join('\n')}`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new RefusalToStart(`The catalogue ${file} (GUILDHALL_CATALOGUE) cannot be read: ${reason}`, {
      cause,
    });
  }
}
