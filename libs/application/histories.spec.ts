import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseDecider } from '../domain/case/case-decider';
import type { CaseCommand } from '../domain/case/case-commands';
import { domainCodec } from '../domain/events';
import { EmbeddedEventStore } from '../event-store/embedded/embedded-event-store';
import type { StoredEvent, StreamReadOptions } from '../event-store/event-store';
import { EmbeddedKeyring } from '../keyring/embedded/embedded-keyring';
import { openDatabase } from '../platform/sqlite/open-database';
import { ask, assign, close, forward, inquire, raise, reopen, resolve } from '../testing/case-builders';
import type { CommandContext } from './command-context';
import { CommandRunner } from './command-runner';
import { EventLog } from './event-log';
import type { Outcome } from './outcome';

/** A real store that says how often a stream was read, and how many events that gave. */
class CountingStore extends EmbeddedEventStore {
  reads = 0;
  eventsRead = 0;

  override async readStream(stream: string, options?: StreamReadOptions): Promise<StoredEvent[]> {
    const events = await super.readStream(stream, options);
    this.reads++;
    this.eventsRead += events.length;
    return events;
  }
}

const CASE = 'case-1';

describe('The histories that a process remembers', () => {
  let folder: string;
  let keyring: EmbeddedKeyring;
  let store: CountingStore;
  let another: EmbeddedEventStore;
  let here: Process;
  let elsewhere: Process;

  /** A process that carries out commands. */
  class Process {
    readonly log: EventLog;
    readonly #runner: CommandRunner;

    constructor(over: EmbeddedEventStore, remembered?: number) {
      this.log = new EventLog(over, domainCodec, keyring, remembered);
      this.#runner = new CommandRunner(this.log);
    }

    run(command: CaseCommand, context: Partial<CommandContext> = {}, stream = CASE): Promise<Outcome> {
      const id = randomUUID();
      const { occurredAt } = command;
      return this.#runner.run(caseDecider, stream, command, {
        commandId: id,
        correlationId: id,
        actor: { kind: 'officer', id: 'p.shah' },
        occurredAt,
        recordedAt: occurredAt,
        ...context,
      });
    }
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-histories-'));
    const file = join(folder, 'events.db');
    keyring = EmbeddedKeyring.open({ keys: join(folder, 'keys.db'), masterKey: join(folder, 'master.key') });
    store = new CountingStore(openDatabase(file));
    here = new Process(store);
    another = EmbeddedEventStore.open({ file });
    elsewhere = new Process(another);
  });
  afterEach(async () => {
    await store.close();
    await another.close();
    await keyring.close();
    rmSync(folder, { recursive: true });
  });

  it('spare a command all reading while nobody else touches the case', async () => {
    await here.run(raise());
    store.reads = 0;

    for (const officer of ['a.khan', 'b.jones', 'c.ode']) {
      expect(await here.run(assign(officer, true))).toMatchObject({ kind: 'accepted' });
    }
    expect(await here.run(forward())).toMatchObject({ kind: 'accepted' });

    expect(store.reads).toBe(0);
  });

  it('are read on from their end, not anew, after a command that led to several events', async () => {
    await here.run(raise());
    expect(await here.run(inquire())).toMatchObject({ revision: 2 });
    store.reads = store.eventsRead = 0;

    await here.run(assign());

    expect(store).toMatchObject({ reads: 1, eventsRead: 2 });
  });

  it('do not hide what another process appended: an append that it overtook is decided again', async () => {
    await here.run(raise());
    await elsewhere.run(assign('a.khan'));

    expect(await here.run(assign('b.jones', true))).toMatchObject({ kind: 'accepted', revision: 2 });
  });

  it('are never the reason of a refusal that another process has made untrue', async () => {
    await here.run(raise());
    await elsewhere.run(resolve());

    expect(await here.run(close())).toMatchObject({ kind: 'accepted', events: ['Closed'] });
  });

  it('are never the reason to do nothing, when there is something to do again', async () => {
    await here.run(raise());
    await here.run(assign('a.khan'));
    await elsewhere.run(ask('ReleaseOfficer', {}));

    expect(await here.run(assign('a.khan'))).toMatchObject({ kind: 'accepted', revision: 3 });
  });

  it('do not say that a case has moved from where it is, or that it has not', async () => {
    await here.run(raise());
    await elsewhere.run(assign('a.khan'));

    expect(await here.run(forward(), { expectedRevision: 0 })).toEqual({
      kind: 'moved',
      stream: CASE,
      revision: 1,
    });
    await elsewhere.run(resolve());
    expect(await here.run(close(), { expectedRevision: 2 })).toMatchObject({ kind: 'accepted', revision: 3 });
  });

  it('do not hide that a command was carried out elsewhere', async () => {
    await here.run(raise());
    const commandId = randomUUID();
    const first = await elsewhere.run(assign('a.khan'), { commandId });

    expect(await here.run(assign('a.khan'), { commandId })).toEqual(first);
    expect(await here.log.load(CASE)).toHaveLength(2);
  });

  it('are what the log holds, whoever wrote it', async () => {
    const commands = [raise(), assign('a.khan'), forward(), resolve(), close(), reopen(), resolve(), close()];
    for (const [index, command] of commands.entries()) {
      await (index % 3 === 1 ? elsewhere : here).run(command);
    }

    const history = await new Process(store).log.load(CASE);
    expect(here.log.recall(CASE)).toEqual(history.slice(0, here.log.recall(CASE)?.length));
    expect(await here.log.load(CASE)).toEqual(history);
  });

  it('are forgotten when they grow too many, the least recently used first', async () => {
    const small = new Process(store, 5);
    for (const name of ['case-1', 'case-2', 'case-3']) {
      await small.run(raise(), {}, name);
      await small.run(assign(), {}, name);
    }

    expect(small.log.recall('case-1')).toBeUndefined();
    expect(small.log.recall('case-2')).toHaveLength(2);
    expect(small.log.recall('case-3')).toHaveLength(2);
    expect(await small.run(resolve(), {}, 'case-1')).toMatchObject({ kind: 'accepted', revision: 2 });
  });
});
