import '@guildhall/platform/require-node-24';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { type Config, readConfig } from '@guildhall/platform/config';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import { faultInDraft, whatIf } from '@guildhall/read-models/metrics/what-if';
import { logPlace, openLogToRead } from '../installation/places';
import { INTERRUPTED, runCommand, stopSignal } from '../program/run-command';
import { readArguments, USAGE } from './arguments';
import { inLines } from './comparison';

runCommand(async (args) => {
  const options = readArguments(args);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { question, data, json } = options;
  const config = readConfig({
    ...process.env,
    ...(data !== undefined && { GUILDHALL_DATA: resolve(data) }),
  });
  const log = await openTheLog(config);
  const signal = stopSignal();
  try {
    const catalogue = await LiveCatalogue.open(log);
    const fault = faultInDraft(question, catalogue.current);
    await catalogue.close();
    if (fault) throw new RefusalToStart(`${fault.field ?? 'The draft'}: ${fault.reason}`);
    const answer = await whatIf(log, question, {
      now: Date.now(),
      progress: showProgress,
      signal,
    });
    process.stderr.write(process.stderr.isTTY ? '\r\x1b[K' : '');
    process.stdout.write(json ? `${JSON.stringify(answer, null, 2)}\n` : inLines(answer));
    return 0;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    throw error;
  } finally {
    await log.close();
  }
});

/** A reader asks nobody for the data folder: it may be asked while Guildhall runs. */
async function openTheLog(config: Config): ReturnType<typeof openLogToRead> {
  const place = logPlace(config);
  if ('file' in place && !existsSync(place.file)) {
    throw new RefusalToStart(`There is no log in ${config.dataFolder}. Name the data folder: --data FOLDER.`);
  }
  return openLogToRead(place);
}

let shownAt = 0;
function showProgress(done: number, of: number | undefined): void {
  if (Date.now() - shownAt < (process.stderr.isTTY ? 100 : 5_000)) return;
  shownAt = Date.now();
  const events = `${done.toLocaleString('en-GB')} events`;
  const line = of ? `${Math.floor((100 * done) / of)} %, ${events}` : events;
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}
