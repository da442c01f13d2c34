import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventLog } from '../application/event-log';
import { caseStream } from '../domain/case/case-events';
import { caseOfNotification } from '../domain/case/notification';
import type { Keyring } from '../keyring/keyring';
import { openBox } from '../keyring/open-boxes';
import type { MessageOutlet, Taken, WrittenMessage } from './message-outlet';

/** A message in the outbox, as whoever looks at the folder sees it: what it says is in the box. */
export interface OutboxEntry {
  id: string;
  carrier: string;
  /** RFC 3339, UTC. */
  at: string;
  sealed: string;
}

/**
 * Messages as files of a folder, for one machine with nobody to carry them: somebody looks, prints and posts. A file is
 * named by its message's id, so that sending twice is sending once, and its words are sealed under the key of its case.
 */
export class Outbox implements MessageOutlet {
  readonly name = 'outbox';

  constructor(
    private readonly folder: string,
    private readonly log: Pick<EventLog, 'load'>,
    private readonly keyring: Keyring,
    private readonly now: () => number = Date.now,
  ) {}

  async send({ id, carrier, to, subject, body }: WrittenMessage): Promise<Taken> {
    if (await this.find(id)) return {};
    const stream = streamOf(id);
    const history = stream ? await this.log.load(stream) : [];
    const box = history.map(({ data }) => data['sealed']).find((sealed) => typeof sealed === 'string');
    const sealer = await this.keyring.sealerFor(stream ?? '', { box });
    const words = Object.fromEntries(
      Object.entries({ to, subject, body }).filter(([, word]) => word !== undefined),
    );
    const entry: OutboxEntry = {
      id,
      carrier,
      at: new Date(this.now()).toISOString(),
      sealed: sealer.seal(stream ?? '', words),
    };
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeWhole(join(this.folder, `${id}.json`), `${JSON.stringify(entry)}\n`);
    return {};
  }

  async find(id: string): Promise<Taken | undefined> {
    return (await this.entry(id)) && {};
  }

  /** The messages, the latest first. */
  async entries(): Promise<OutboxEntry[]> {
    const files = await readdir(this.folder).catch(unlessMissing([]));
    const ids = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
    const entries = await Promise.all(ids.map((id) => this.entry(id)));
    return entries
      .filter((entry) => entry !== undefined)
      .sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : one.id < other.id ? -1 : 1));
  }

  /** One message with its words; without them when its customer has been forgotten; undefined when there is none. */
  async message(id: string): Promise<(Omit<OutboxEntry, 'sealed'> & Record<string, unknown>) | undefined> {
    const entry = await this.entry(id);
    if (!entry) return undefined;
    const { sealed, ...open_ } = entry;
    return { ...open_, ...(await openBox(this.keyring, sealed)) };
  }

  private async entry(id: string): Promise<OutboxEntry | undefined> {
    // An id is the name of a file, so it is never one that leads elsewhere.
    if (!streamOf(id)) return undefined;
    const text = await readFile(join(this.folder, `${id}.json`), 'utf8').catch(unlessMissing(undefined));
    return text === undefined ? undefined : (JSON.parse(text) as OutboxEntry);
  }
}

function streamOf(id: string): string | undefined {
  const reference = caseOfNotification(id);
  return reference && caseStream(reference);
}

/** In one step and to the disk: after a crash the file is whole or absent. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

const unlessMissing =
  <Value>(value: Value) =>
  (error: NodeJS.ErrnoException): Value => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
