import type {
  ConsumerGroups,
  Delivery,
  GroupStatus,
} from '@guildhall/department-feeds/consumer-groups/consumer-groups';
import type { GroupName } from '@guildhall/department-feeds/consumer-groups/group-storage';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Figures of the department feeds for Prometheus. Departments and groups are labels; members, who come and go, are not. */
export class FeedMetrics {
  private readonly readers: Gauge<'department'>;
  private readonly deliveries: Counter<'department' | 'group'>;
  private readonly redeliveries: Counter<'department' | 'group'>;

  constructor(registry: Registry, groups: ConsumerGroups) {
    const registers = [registry];
    const labelNames = ['department', 'group'] as const;
    this.readers = new Gauge({
      name: 'guildhall_feed_live_readers',
      help: 'Who reads the live feed of a department from this process now',
      labelNames: ['department'],
      registers,
    });
    this.deliveries = new Counter({
      name: 'guildhall_consumer_group_deliveries_total',
      help: 'Events handed to members of a consumer group by this process',
      labelNames,
      registers,
    });
    this.redeliveries = new Counter({
      name: 'guildhall_consumer_group_redeliveries_total',
      help: 'Those of the deliveries whose event had been delivered before',
      labelNames,
      registers,
    });
    const ofEachGroup = (name: string, help: string, figure: (group: GroupStatus) => number) =>
      new Gauge({
        name,
        help,
        labelNames,
        registers,
        async collect() {
          this.reset();
          for (const status of await groups.list()) {
            this.set({ department: status.department, group: status.group }, figure(status));
          }
        },
      });
    ofEachGroup(
      'guildhall_consumer_group_lag_events',
      'Events of the feed that a consumer group has not settled',
      ({ lag }) => lag,
    );
    ofEachGroup(
      'guildhall_consumer_group_parked_events',
      'Events of a consumer group that wait for somebody to replay or discard them',
      ({ unsettled }) => unsettled.filter(({ standing }) => standing === 'parked').length,
    );
  }

  /** Somebody reads until the signal is aborted. */
  reading(department: string, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.readers.inc({ department });
    signal.addEventListener('abort', () => this.readers.dec({ department }), { once: true });
  }

  delivered({ department, group }: GroupName, deliveries: readonly Delivery[]): void {
    const again = deliveries.filter(({ attempt }) => attempt > 1).length;
    this.deliveries.inc({ department, group }, deliveries.length);
    this.redeliveries.inc({ department, group }, again);
  }
}
