/**
 * Where an event stands that a group has come past and has not settled:
 *
 * - `waiting`: it may be claimed, as soon as the earlier events of its case are settled
 * - `claimed`: with a member, until its lease runs out
 * - `delayed`: a member gave it back, to be claimed again later
 * - `parked`: set aside until somebody replays or discards it
 */
export type Standing = 'waiting' | 'claimed' | 'delayed' | 'parked';

/** An event that a group has come past and has not settled. Instants are UTC milliseconds. */
export interface Unsettled {
  /** Its place in the department's stream. */
  readonly revision: number;
  /** The case's reference: events of one case go out one after the other. */
  readonly subject: string;
  readonly standing: Standing;
  /** How often it has been delivered, since it was last replayed. */
  readonly attempts: number;
  /** Since when it has stood so. */
  readonly since: number;
  /** Of `claimed`: when the lease runs out. Of `delayed`: when it may be claimed again. */
  readonly until: number | null;
  /** Who had it last. */
  readonly member: string | null;
  /** Names the last delivery: what the member answers to. */
  readonly delivery: string | null;
  /** Why it is delayed or parked. */
  readonly reason: string | null;
}

/**
 * A consumer group: how far it has come, and the exceptions. An event below `next` which is not among the unsettled
 * ones is settled: so a group with nothing in hand is one number, however many events it has been through.
 */
export interface Group {
  /** The revision of the first event that the group has not looked at. */
  readonly next: number;
  /** Deliveries of one event after which it is parked. */
  readonly maxAttempts: number;
  /** In order of revision. */
  readonly unsettled: readonly Unsettled[];
}

/** What a decision changes in a group. */
export interface Change {
  readonly next?: number;
  /** These stand so now, whether they were unsettled before or not. */
  readonly put?: readonly Unsettled[];
  /** Revisions that are settled. */
  readonly settle?: readonly number[];
}

/** The group after a change. */
export function changed(group: Group, { next = group.next, put = [], settle = [] }: Change): Group {
  const unsettled = new Map(group.unsettled.map((one) => [one.revision, one]));
  for (const one of put) unsettled.set(one.revision, one);
  for (const revision of settle) unsettled.delete(revision);
  return { ...group, next, unsettled: [...unsettled.values()].sort((a, b) => a.revision - b.revision) };
}

/** Everything below this revision is settled. */
export function settledBelow({ next, unsettled }: Group): number {
  return unsettled[0]?.revision ?? next;
}

/** Each event that no earlier one of its case holds back: those that may be claimed are among them. */
export function firstOfEachCase({ unsettled }: Group): Unsettled[] {
  const seen = new Set<string>();
  return unsettled.filter(({ subject }) => !seen.has(subject) && seen.add(subject));
}

/** When the next event that nobody holds back may be claimed: the end of a lease or of a delay; undefined if never. */
export function nextClaimableAt(group: Group): number | undefined {
  const instants = firstOfEachCase(group).flatMap(({ standing, until }) =>
    standing === 'waiting' ? [0] : until === null ? [] : [until],
  );
  return instants.length > 0 ? Math.min(...instants) : undefined;
}
