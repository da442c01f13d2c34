import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { departmentStream, type FeedEvent, schemaUrn, sequenceText } from '../contracts/department-event';
import { CaseAssigned } from '../contracts/department-events';
import { EmbeddedEventStore } from '../event-store/embedded/embedded-event-store';
import type { EventStore } from '../event-store/event-store';
import { openDatabase } from '../platform/sqlite/open-database';

/** Events of one append. */
const AT_ONCE = 500;

/** A log that tells how often it was read, which nobody else would. */
class CountingStore extends EmbeddedEventStore {
  pages = 0;
  eventsRead = 0;
  subscriptions = 0;

  override async readStream(...parameters: Parameters<EventStore['readStream']>) {
    this.pages++;
    const events = await super.readStream(...parameters);
    this.eventsRead += events.length;
    return events;
  }

  override subscribeToAll(...parameters: Parameters<EmbeddedEventStore['subscribeToAll']>) {
    this.subscriptions++;
    return super.subscribeToAll(...parameters);
  }
}

/** A log in a folder of its own whose departments' feeds are written as the publisher would write them. */
export class FeedBuilder {
  private readonly told = new Map<string, number>();

  private constructor(
    readonly folder: string,
    readonly store: CountingStore,
  ) {}

  static open(): FeedBuilder {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-feed-'));
    return new FeedBuilder(folder, new CountingStore(openDatabase(join(folder, 'events.db'))));
  }

  /** One more event of each of these cases of the highways department, in this order. */
  publish(...references: string[]): Promise<void> {
    return this.publishTo('highways', ...references);
  }

  async publishTo(department: string, ...references: string[]): Promise<void> {
    for (let done = 0; done < references.length; done += AT_ONCE) {
      const events = references.slice(done, done + AT_ONCE).map((reference) => {
        const event = this.next(department, reference);
        return { id: event.id, type: event.type, data: JSON.stringify(event), metadata: '{}' };
      });
      await this.store.append(departmentStream(department), 'any', events);
    }
  }

  async dispose(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }

  private next(department: string, reference: string): FeedEvent {
    const source = `/departments/${department}/cases/${reference}`;
    const sequence = (this.told.get(source) ?? 0) + 1;
    this.told.set(source, sequence);
    const { type, example } = CaseAssigned;
    return {
      specversion: '1.0',
      id: randomUUID(),
      source,
      type,
      subject: reference,
      time: '2026-06-01T09:30:00.000Z',
      recordedtime: '2026-06-01T09:30:00.000Z',
      datacontenttype: 'application/json',
      dataschema: schemaUrn(type),
      sequence: sequenceText(sequence),
      data: example,
    };
  }
}
