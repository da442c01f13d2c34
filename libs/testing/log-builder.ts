import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Decided, EventLog, type KeyOwner } from '../application/event-log';
import type { CommandContext } from '../application/command-context';
import type { AssessmentCommand } from '../domain/assessment/assessment-commands';
import { assessmentDecider } from '../domain/assessment/assessment-decider';
import { assessmentStream } from '../domain/assessment/assessment-events';
import type { CaseCommand } from '../domain/case/case-commands';
import { caseDecider } from '../domain/case/case-decider';
import { caseStream, type StoredCaseEvent } from '../domain/case/case-events';
import { type CaseReference, referenceFor } from '../domain/case/case-reference';
import type { Catalogue } from '../domain/catalogue/catalogue';
import {
  catalogueStreams,
  publicationDecider,
  type PublishDefinitions,
} from '../domain/catalogue/catalogue-decider';
import type { CatalogueFile } from '../domain/catalogue/catalogue-file';
import type { StoredCatalogueEvent } from '../domain/catalogue/catalogue-events';
import { CatalogueOverTime } from '../domain/catalogue/catalogue-over-time';
import { defaultCatalogue } from '../domain/catalogue/default-catalogue';
import { customerDecider, type CustomerCommand } from '../domain/customer/customer-decider';
import { customerStream } from '../domain/customer/customer-events';
import { domainCodec } from '../domain/events';
import { type Decider, fold, type Message } from '../event-sourcing/decider';
import { Rejection } from '../event-sourcing/rejection';
import { EmbeddedEventStore } from '../event-store/embedded/embedded-event-store';
import { EmbeddedKeyring } from '../keyring/embedded/embedded-keyring';
import { allProjections } from '../read-models/all-projections';
import { buildingOf, currentOf, databaseOfBuild } from '../read-models/builds/build';
import { Builds } from '../read-models/builds/builds';
import { openProjector } from '../read-models/open-projector';
import { databaseOf, type Projection } from '../read-models/projection';
import type { ProjectorOptions } from '../read-models/projector';
import { ReadModel } from '../read-models/read-model';
import type { Database, Databases } from '../platform/database/databases';
import { SqliteDatabases } from '../platform/sqlite/sqlite-databases';

/** Before anything in the tests happens. */
const PUBLISHED_AT = '2012-01-01T00:00:00.000Z';

/** A command, recorded when it occurred unless somebody typed it up later; derived, when that was not seen but worked out. */
export interface Late {
  command: CaseCommand;
  recordedAt: string;
  provenance?: CommandContext['provenance'];
}

export const recorded = (recordedAt: string, command: CaseCommand): Late => ({ command, recordedAt });
export const derived = (command: CaseCommand): Late => ({
  command,
  recordedAt: command.occurredAt,
  provenance: 'derived',
});

/**
 * A log in a folder of its own, written as the council would write it: through the rules, the checks and the keys. It
 * begins with a catalogue, the default one unless another is given. Read models are built beside it when they are asked.
 */
export class LogBuilder {
  private readonly log: EventLog;
  private commands = 0;
  private cases = 0;

  private constructor(
    readonly folder: string,
    readonly store: EmbeddedEventStore,
    public keyring: EmbeddedKeyring,
    readonly readModels: Databases,
  ) {
    this.log = new EventLog(store, domainCodec, keyring);
  }

  /** Where readers in other processes find the log. */
  get logFile(): string {
    return logFileIn(this.folder);
  }

  /** `readModels`: where they are built; in files of its own folder when left out. */
  static async open(
    catalogue: CatalogueFile = defaultCatalogue(),
    readModels?: Databases,
  ): Promise<LogBuilder> {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-log-'));
    const store = EmbeddedEventStore.open({ file: logFileIn(folder) });
    const builder = new LogBuilder(
      folder,
      store,
      openKeyring(folder),
      readModels ?? new SqliteDatabases(join(folder, 'read-models')),
    );
    await builder.publish(catalogue, PUBLISHED_AT);
    return builder;
  }

  /** A case to which all of this has happened. */
  async aCase(...commands: (CaseCommand | Late)[]): Promise<CaseReference> {
    const reference = referenceFor(`case-${this.cases++}`);
    await this.goesOn(reference, ...commands);
    return reference;
  }

  /** It goes on. */
  goesOn(reference: CaseReference, ...commands: (CaseCommand | Late)[]): Promise<void> {
    const owner = { customerId: customerOf(commands[0]) };
    return this.write(caseDecider, caseStream(reference), commands.map(inTime), owner);
  }

  customer(customerId: string, ...commands: CustomerCommand[]): Promise<void> {
    const owner = { customerId };
    return this.write(customerDecider, customerStream(customerId), commands.map(inTime), owner);
  }

  assessment(assessmentId: string, ...commands: AssessmentCommand[]): Promise<void> {
    return this.write(assessmentDecider, assessmentStream(assessmentId), commands.map(inTime));
  }

  async publish(file: Partial<CatalogueFile>, recordedAt: string): Promise<void> {
    const {
      calendars = [],
      standards = [],
      departments = [],
      services = [],
      accreditationStandards = [],
    } = file;
    const publications: PublishDefinitions[] = [
      { type: 'PublishCalendars', definitions: calendars },
      { type: 'PublishStandards', definitions: standards },
      { type: 'PublishDepartments', definitions: departments },
      { type: 'PublishServices', definitions: services },
      { type: 'PublishAccreditationStandards', definitions: accreditationStandards },
    ];
    for (const command of publications) {
      await this.write(publicationDecider, catalogueStreams[command.type], [{ command, recordedAt }]);
    }
  }

  /** Everything that has been published. */
  async catalogue(): Promise<Catalogue> {
    return (await this.catalogueOverTime()).current;
  }

  /** The same, as it was at any place of the log. */
  async catalogueOverTime(): Promise<CatalogueOverTime> {
    const catalogue = new CatalogueOverTime();
    for (const stream of Object.values(catalogueStreams)) {
      for (const event of await this.log.load<StoredCatalogueEvent>(stream)) catalogue.add(event);
    }
    return catalogue;
  }

  history(reference: CaseReference) {
    return this.log.load<StoredCaseEvent>(caseStream(reference));
  }

  /** Asks a read model, once it knows all that has been written. */
  async ask<Answer>(projection: Projection, question: (db: Database) => Promise<Answer>): Promise<Answer> {
    const projector = await openProjector(this.store, this.readModels, {}, [projection]);
    await projector.catchUp();
    await projector.close();
    const model = new ReadModel(projection, this.readModels, this.store, 0);
    const { answer } = await model.ask(question, undefined);
    await model.close();
    return answer;
  }

  /** Builds read models from the start, as far as the log goes: in files of their own unless a place is given. */
  async build(options: ProjectorOptions = {}, place?: Databases): Promise<Databases> {
    const databases = place ?? new SqliteDatabases(mkdtempSync(join(this.folder, 'built-')));
    const projector = await openProjector(this.store, databases, options);
    await projector.catchUp();
    await projector.close();
    return databases;
  }

  /** Destroys the customer's key, and with it all that is personal about them. */
  async forget(customerId: string): Promise<void> {
    await this.keyring.close();
    const keys = new DatabaseSync(join(this.folder, 'keys.db'));
    keys.prepare('UPDATE customers SET wrapped = NULL WHERE id = ?').run(customerId);
    keys.close();
    this.keyring = openKeyring(this.folder);
  }

  async dispose(): Promise<void> {
    await this.store.close();
    await this.keyring.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Everything at once, as an import does. A refusal is a mistake in the test. */
  private async write<
    State,
    Command extends Message & { occurredAt?: string },
    Event extends Message & { data: object },
    Stored extends Message,
  >(
    decider: Decider<State, Command, Event, Stored>,
    stream: string,
    commands: readonly (Pick<Late, 'recordedAt' | 'provenance'> & { command: Command })[],
    owner?: KeyOwner,
  ): Promise<void> {
    const history = await this.log.load(stream);
    const remember = (state: State, event: unknown): State => decider.evolve(state, event as Stored);
    let state = fold(remember, decider.initial, history);
    const decided: Decided[] = [];
    for (const { command, recordedAt, provenance } of commands) {
      const events = decider.decide(command, state);
      if (events instanceof Rejection) throw new Error(`${command.type} was refused: ${events.reason}`);
      state = fold(remember, state, events);
      const context = { ...this.context(command.occurredAt ?? recordedAt, recordedAt), provenance };
      decided.push({ events, context });
    }
    if (decided.every(({ events }) => events.length === 0)) return;
    await this.log.append(stream, history.length === 0 ? 'none' : history.length - 1, decided, owner);
  }

  private context(occurredAt: string, recordedAt: string): CommandContext {
    const commandId = `command-${this.commands++}`;
    return {
      commandId,
      correlationId: commandId,
      actor: { kind: 'officer', id: 'p.shah' },
      occurredAt,
      recordedAt,
    };
  }
}

/** Every row of every table of the read models, by table and in order of their keys; JSON as what it says. */
export async function everyRow(
  databases: Databases,
  projections = allProjections,
): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  const builds = await new Builds(databases).all();
  for (const projection of projections) {
    const build = currentOf(builds, projection) ?? buildingOf(builds, projection);
    const name = build ? databaseOfBuild(build) : databaseOf(projection);
    const db = await databases.open(name, { readOnly: true });
    const ownTables = [
      { name: 'checkpoint', key: ['id'] },
      { name: 'published', key: ['position'] },
    ];
    for (const { name, key } of [...ownTables, ...projection.parts.map(({ table }) => table)]) {
      let everything = db.selectFrom(name).selectAll();
      for (const column of key) everything = everything.orderBy(column);
      const all = await everything.execute();
      rows[`${projection.name}: ${name}`] = all.map(withJsonRead);
    }
    await db.destroy();
  }
  return rows;
}

function withJsonRead(row: Record<string, unknown>): Record<string, unknown> {
  const values = Object.entries(row).map(([column, value]) => [
    column,
    typeof value === 'string' && value.startsWith('{') ? (JSON.parse(value) as unknown) : value,
  ]);
  return Object.fromEntries(values) as Record<string, unknown>;
}

function logFileIn(folder: string): string {
  return join(folder, 'events.db');
}

function openKeyring(folder: string): EmbeddedKeyring {
  return EmbeddedKeyring.open({ keys: join(folder, 'keys.db'), masterKey: join(folder, 'master.key') });
}

function inTime<Command extends { occurredAt: string }>(
  said: Command | (Pick<Late, 'recordedAt' | 'provenance'> & { command: Command }),
): Pick<Late, 'recordedAt' | 'provenance'> & { command: Command } {
  return 'command' in said ? said : { command: said, recordedAt: said.occurredAt };
}

function customerOf(said: CaseCommand | Late | undefined): string | undefined {
  const command = said && ('command' in said ? said.command : said);
  return command?.type === 'RaiseQuery' ? command.customerId : undefined;
}
