import { randomUUID } from 'node:crypto';
import { Rejection } from '../../event-sourcing/rejection';
import type { DepartmentFeeds, FeedEntry } from '../feed/department-feeds';
import type { FeedNews } from '../feed/feed-news';
import { claim, type Claimed } from './claim';
import { type Change, nextClaimableAt, settledBelow, type Unsettled } from './group';
import type { Decided, Discarded, GroupName, GroupStorage, StartFrom, StoredGroup } from './group-storage';
import {
  acknowledge,
  type Acknowledged,
  discard,
  park,
  renew,
  type Renewed,
  replay,
  retryLater,
} from './settle';

/** A member asks for work. */
export interface ClaimRequest {
  member: string;
  /** Events at most. */
  max: number;
  /** Milliseconds in which they are to be settled. */
  lease: number;
  /** Milliseconds to wait for work when there is none. */
  wait: number;
}

/** An event that a member was given. */
export interface Delivery extends FeedEntry {
  /** What the member answers to. */
  delivery: string;
  /** Which delivery of the event this is, from 1. */
  attempt: number;
}

export interface Deliveries {
  deliveries: readonly Delivery[];
  /** UTC milliseconds; undefined when nothing was delivered. */
  leasedUntil: number | undefined;
}

/** How far a group has come. */
export interface GroupStatus extends StoredGroup {
  /** Everything below this revision is settled. */
  settledBelow: number;
  /** Events that are not settled, those included that have not been looked at. */
  lag: number;
}

/** A parked event. `entry` is missing when the stream has been cut below it. */
export interface Parked extends Unsettled {
  entry: FeedEntry | undefined;
  /** Later events of its case that wait for it. */
  holdsBack: number;
}

const BEGINNING: StartFrom = { called: 'beginning', revision: 0 };
const MAX_ATTEMPTS = 5;
/** Entries that a claim looks at, at least: a page costs little more than one event. */
const LOOK_AHEAD = 100;
/**
 * How often one who waits looks again while others have work in hand, in milliseconds: what they settle at another
 * process is not told here. What is published, and what is settled here, is told at once.
 */
const LOOK_AGAIN = 500;

const noGroup = ({ department, group }: GroupName): Rejection =>
  new Rejection(
    'consumer-group-not-found',
    'not-found',
    `${department} has no consumer group ${group}. Make it first: PUT /departments/${department}/consumer-groups/${group}.`,
  );

const feedWasCut = ({ department, group }: GroupName): Rejection =>
  new Rejection(
    'feed-was-cut',
    'conflict',
    `The feed of ${department} ends before the place that ${group} has come to: an older log was put back. Compare the feed with what you have done, then delete the group and make it again from where the two part.`,
  );

/**
 * Shares the work on a department's feed among members: each event is delivered at least once, and the events of one
 * case one after the other. What the rules are is decided in `claim.ts` and `settle.ts`; here they meet the feed, the
 * clock and the database.
 */
export class ConsumerGroups {
  constructor(
    private readonly storage: GroupStorage,
    private readonly feeds: DepartmentFeeds,
    private readonly news: FeedNews,
  ) {}

  /**
   * Makes a group, or changes how many attempts it takes. What is left out stays as it is; a new group begins at the
   * beginning and takes 5. Where a group began cannot be changed, for what it has settled would not fit any more.
   */
  async put(
    name: GroupName,
    { startFrom, maxAttempts }: { startFrom?: StartFrom; maxAttempts?: number },
  ): Promise<{ status: GroupStatus; isNew: boolean } | Rejection> {
    const known = await this.storage.find(name);
    if (known && startFrom && startFrom.called !== known.startFrom.called) {
      return new Rejection(
        'consumer-group-began-elsewhere',
        'conflict',
        `The group began at ${known.startFrom.called}. Leave startFrom out to let it go on from where it is, or delete the group and make it again.`,
        'startFrom',
      );
    }
    if (!known) await this.storage.make(name, startFrom ?? BEGINNING, maxAttempts ?? MAX_ATTEMPTS);
    else if (maxAttempts !== undefined) await this.storage.change(name, maxAttempts);
    const status = await this.status(name);
    return status instanceof Rejection ? status : { status, isNew: !known };
  }

  async status(name: GroupName): Promise<GroupStatus | Rejection> {
    const group = await this.storage.find(name);
    return group ? this.statusOf(group) : noGroup(name);
  }

  /** Of one department, or of all. */
  async list(department?: string): Promise<GroupStatus[]> {
    const groups = await this.storage.list(department);
    return Promise.all(groups.map((group) => this.statusOf(group)));
  }

  async remove(name: GroupName): Promise<Rejection | undefined> {
    return (await this.storage.remove(name)) ? undefined : noGroup(name);
  }

  /** Waits for work if need be. Once the signal is aborted nothing is given to a member that is no longer there. */
  async claim(name: GroupName, request: ClaimRequest, signal: AbortSignal): Promise<Deliveries | Rejection> {
    const giveUpAt = performance.now() + request.wait;
    for (;;) {
      const found = await this.claimNow(name, request, signal);
      if (found instanceof Rejection) return found;
      const patience = giveUpAt - performance.now();
      const { claimed, entries, group } = found;
      if (claimed.delivered.length > 0 || patience <= 0 || signal.aborted) {
        return this.deliveriesOf(name, claimed.delivered, entries);
      }
      await this.mayBeWork(group, claimed.isFull, patience, signal);
    }
  }

  async acknowledge(
    name: GroupName,
    member: string,
    deliveries: readonly string[],
  ): Promise<Acknowledged | Rejection> {
    return this.decide(name, (group) => acknowledge(group, member, deliveries));
  }

  /** `lease`: milliseconds from now. */
  async renew(
    name: GroupName,
    member: string,
    deliveries: readonly string[],
    lease: number,
  ): Promise<(Renewed & { leasedUntil: number }) | Rejection> {
    return this.decide(name, (group, now) => ({
      ...renew(group, member, deliveries, now + lease),
      leasedUntil: now + lease,
    }));
  }

  /** `delay`: milliseconds, or undefined for one that grows with each attempt. */
  async retryLater(
    name: GroupName,
    member: string,
    delivery: string,
    { delay, reason }: { delay: number | undefined; reason: string },
  ): Promise<Unsettled | Rejection> {
    return this.decideEvent(name, (group, now) =>
      retryLater(group, member, delivery, { delay, reason, now }),
    );
  }

  async park(
    name: GroupName,
    member: string,
    delivery: string,
    reason: string,
  ): Promise<Unsettled | Rejection> {
    return this.decideEvent(name, (group, now) => park(group, member, delivery, { reason, now }));
  }

  /** A page of the parked events, from this revision on. */
  async parked(
    name: GroupName,
    from: number,
    max: number,
  ): Promise<{ parked: Parked[]; next: number | undefined } | Rejection> {
    const group = await this.storage.find(name);
    if (!group) return noGroup(name);
    const parked = group.unsettled.filter(
      ({ standing, revision }) => standing === 'parked' && revision >= from,
    );
    const page = parked.slice(0, max);
    const entries = await this.entriesOf(name, page);
    return {
      parked: page.map((event) => ({
        ...event,
        entry: entries.get(event.revision),
        holdsBack: group.unsettled.filter(
          ({ subject, revision }) => subject === event.subject && revision > event.revision,
        ).length,
      })),
      next: parked[max]?.revision,
    };
  }

  async replay(
    name: GroupName,
    revisions: readonly number[] | 'all',
  ): Promise<readonly number[] | Rejection> {
    const answer = await this.decide(name, (group, now) => replay(group, revisions, now));
    return answer instanceof Rejection ? answer : answer.replayed;
  }

  /** Keeps who decided it and why. */
  async discard(
    name: GroupName,
    revisions: readonly number[],
    { reason, by }: { reason: string; by: string },
  ): Promise<readonly number[] | Rejection> {
    const answer = await this.decide(name, (group, now) => {
      const { change, discarded } = discard(group, revisions);
      return { change, discarded: discarded.map((event) => remembered(event, reason, by, now)) };
    });
    return answer instanceof Rejection ? answer : answer.discarded.map(({ revision }) => revision);
  }

  /** The latest first. */
  async discarded(name: GroupName, max: number): Promise<Discarded[] | Rejection> {
    const group = await this.storage.find(name);
    return group ? this.storage.discarded(name, max) : noGroup(name);
  }

  /** Looks on until there is something to deliver, or the feed is at its end. */
  private async claimNow(
    name: GroupName,
    { member, max, lease }: ClaimRequest,
    signal: AbortSignal,
  ): Promise<{ claimed: Claimed; entries: readonly FeedEntry[]; group: StoredGroup } | Rejection> {
    const asked = { member, max, lease, claimId: randomUUID() };
    for (;;) {
      const seen = await this.storage.find(name);
      if (!seen) return noGroup(name);
      const page = await this.feeds.page(name.department, seen.next, Math.max(max, LOOK_AHEAD));
      const { entries } = page;
      const isAtEnd = page.next === seen.next;
      if (isAtEnd && (await this.feeds.end(name.department)) < seen.next) return feedWasCut(name);
      const ahead = { from: seen.next, entries, next: page.next };
      const foreseen = claim(seen, { ...asked, now: seen.readAt }, ahead);
      // One who only waits writes nothing, however often it looks.
      if (signal.aborted || !changesSomething(foreseen.change, seen)) {
        return { claimed: { ...foreseen, delivered: [] }, entries, group: seen };
      }
      const decided = await this.storage.decide(name, (group, now) => claim(group, { ...asked, now }, ahead));
      if (!decided) return noGroup(name);
      const { group, answer: claimed } = decided;
      if (claimed.delivered.length > 0) return { claimed, entries, group };
    }
  }

  private mayBeWork(
    group: StoredGroup,
    isFull: boolean,
    patience: number,
    signal: AbortSignal,
  ): Promise<void> {
    const others = group.unsettled.length > 0 ? LOOK_AGAIN : Infinity;
    const claimable = (nextClaimableAt(group) ?? Infinity) - group.readAt;
    const atMost = Math.min(patience, others, Math.max(claimable, 1));
    const bell = bellOf(group);
    // A group that is full takes nothing from the feed, whatever news there is of it.
    return isFull
      ? this.news.bells.wait([bell], signal, atMost)
      : this.news.at(group.department, group.next, { signal, atMost, alsoFor: bell });
  }

  private async deliveriesOf(
    name: GroupName,
    delivered: readonly Unsettled[],
    known: readonly FeedEntry[],
  ): Promise<Deliveries> {
    const entries = await this.entriesOf(name, delivered, known);
    return {
      deliveries: delivered.flatMap(({ revision, delivery, attempts: attempt }) => {
        const entry = entries.get(revision);
        return entry && delivery !== null ? [{ ...entry, delivery, attempt }] : [];
      }),
      leasedUntil: delivered[0]?.until ?? undefined,
    };
  }

  private async entriesOf(
    { department }: GroupName,
    events: readonly Unsettled[],
    known: readonly FeedEntry[] = [],
  ): Promise<Map<number, FeedEntry>> {
    const entries = new Map(known.map((entry) => [entry.revision, entry]));
    const missing = events.map(({ revision }) => revision).filter((revision) => !entries.has(revision));
    for (const entry of await this.feeds.pick(department, missing)) entries.set(entry.revision, entry);
    return entries;
  }

  private async statusOf(group: StoredGroup): Promise<GroupStatus> {
    const end = await this.feeds.end(group.department);
    const lag = Math.max(0, end - group.next) + group.unsettled.length;
    return { ...group, settledBelow: settledBelow(group), lag };
  }

  private async decideEvent(
    name: GroupName,
    decision: (group: StoredGroup, now: number) => { change: Change; event: Unsettled } | Rejection,
  ): Promise<Unsettled | Rejection> {
    const answer = await this.decide(name, decision);
    return answer instanceof Rejection ? answer : answer.event;
  }

  /** Whoever waits for work in this group looks again: what was held back may not be so now. */
  private async decide<Answer extends Decided>(
    name: GroupName,
    decision: (group: StoredGroup, now: number) => Answer | Rejection,
  ): Promise<Answer | Rejection> {
    const decided = await this.storage.decide(name, decision);
    if (!decided) return noGroup(name);
    this.news.bells.ring(bellOf(name));
    return decided.answer;
  }
}

const changesSomething = ({ next, put = [] }: Change, group: StoredGroup): boolean =>
  put.length > 0 || next !== group.next;

const bellOf = ({ department, group }: GroupName): string => `consumer-group ${department}/${group}`;

function remembered(event: Unsettled, reason: string, by: string, now: number): Discarded {
  const { revision, subject } = event;
  return {
    revision,
    subject,
    parkedBecause: event.reason ?? '',
    reason,
    discardedBy: by,
    discardedAt: now,
  };
}
