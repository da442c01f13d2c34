import { dirname, resolve } from 'node:path';
import type { CatalogueFile } from '@guildhall/domain/catalogue/catalogue-file';
import { readCatalogueFile } from '../installation/first-catalogue';
import { Row } from './csv/row';
import { rowsOfFile } from './csv/rows-of-file';
import { ImportFailed } from './import-failed';
import type { CatalogueOfFile, Mapping } from './mapping/mapping';
import type { Progress } from './progress';
import type { CodedNames } from './reading/coded-names';
import { CatalogueOfRows } from './reading/derived-catalogue';
import type { HistorySink } from './sinks/history-sink';
import { number } from './tally';

export interface CatalogueOptions {
  csv: string;
  mapping: Mapping;
  mappingFile: string;
  /** Left out, nothing is published, and faults are found all the same. */
  sink?: HistorySink | undefined;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Publishes what the mapping says of the catalogue, so that every row finds its service and its department.
 * @throws ImportFailed when that does not fit together
 */
export async function prepareCatalogue(options: CatalogueOptions, names: CodedNames): Promise<void> {
  const { mapping, mappingFile, progress, sink } = options;
  if (!mapping.catalogue) return;
  const published = (await sink?.published()) ?? { departments: [], services: [] };
  const catalogue =
    'file' in mapping.catalogue
      ? catalogueOfFile(resolve(dirname(mappingFile), mapping.catalogue.file), mapping.catalogue)
      : (
          await readCatalogueOfRows(options, new CatalogueOfRows(mapping, mapping.catalogue, names))
        ).additionsTo(published);
  const { departments, services } = catalogue;
  if (options.signal.aborted || Object.values(catalogue).flat().length === 0) return;
  await sink?.publish(catalogue);
  const what = `${counted(departments.length, 'department')} and ${counted(services.length, 'service')}`;
  progress.say(sink ? `Published ${what}.` : `Would publish ${what}.`);
}

function catalogueOfFile(file: string, { standard }: CatalogueOfFile): CatalogueFile {
  try {
    const catalogue = readCatalogueFile(file);
    return standard === undefined
      ? catalogue
      : { ...catalogue, services: catalogue.services.map((service) => ({ standard, ...service })) };
  } catch (cause) {
    throw new ImportFailed((cause as Error).message, { cause });
  }
}

const counted = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;

async function readCatalogueOfRows(
  { csv, mapping, progress, signal }: CatalogueOptions,
  catalogue: CatalogueOfRows,
): Promise<CatalogueOfRows> {
  let rows = 0;
  progress.begin('Reading the catalogue');
  for await (const row of rowsOfFile(csv, mapping, progress.reach)) {
    if (signal.aborted) break;
    if (row instanceof Row) catalogue.add(row);
    progress.show(++rows);
  }
  return catalogue;
}
