import { randomUUID } from 'node:crypto';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import type { GroupName } from '../errors';
import { appendEvents, metadataRecord } from '../streams/append-events';
import type { FilterExpressions } from '../streams/filter';
import type { From } from '../streams/read-options';
import { metastreamOf } from '../streams/stream-state';
import type { GroupSettings } from './group-settings';
import { CONFIG_STREAM } from './system-streams';

/** All that a group is, apart from how far it has come. */
export interface GroupConfig {
  name: GroupName;
  settings: GroupSettings;
  /** Where it began. */
  from: From;
  /** Of a group that reads `$all`. */
  filter?: FilterExpressions | undefined;
}

/** The groups there are, kept in a system stream: the last event has them all. */
export class GroupConfigs {
  constructor(private readonly store: EmbeddedEventStore) {}

  read(): GroupConfig[] {
    const last = this.store.records.lastOf(CONFIG_STREAM);
    return last ? (JSON.parse(String(last.data)) as { groups: GroupConfig[] }).groups : [];
  }

  /** In a new log it says first that only the last event of the stream counts. */
  async prepare(): Promise<void> {
    await appendEvents(this.store, metastreamOf(CONFIG_STREAM), 'none', [metadataRecord({ $maxCount: 1 })]);
  }

  async write(groups: readonly GroupConfig[]): Promise<void> {
    const record = {
      id: randomUUID(),
      type: '$PersistentConfig',
      data: JSON.stringify({ groups }),
      metadata: '',
    };
    await appendEvents(this.store, CONFIG_STREAM, 'any', [record]);
  }
}
