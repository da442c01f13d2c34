import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { departmentStream, type FeedEvent, schemaUrn, sequenceText } from '../contracts/department-event';
import { CaseAssigned } from '../contracts/department-events';
import { EmbeddedEventStore } from '../event-store/embedded/embedded-event-store';

/** A log in a folder of its own whose departments' feeds are written as the publisher would write them. */
export class FeedBuilder {
  private readonly told = new Map<string, number>();

  private constructor(
    readonly folder: string,
    readonly store: EmbeddedEventStore,
  ) {}

  static open(): FeedBuilder {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-feed-'));
    return new FeedBuilder(folder, EmbeddedEventStore.open({ file: join(folder, 'events.db') }));
  }

  /** One more event of each of these cases, in this order. */
  publish(...references: string[]): Promise<void> {
    return this.publishTo('highways', ...references);
  }

  async publishTo(department: string, ...references: string[]): Promise<void> {
    const events = references.map((reference) => {
      const event = this.next(department, reference);
      return { id: event.id, type: event.type, data: JSON.stringify(event), metadata: '{}' };
    });
    await this.store.append(departmentStream(department), 'any', events);
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
