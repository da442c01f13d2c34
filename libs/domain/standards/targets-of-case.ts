import { type Calendar } from './calendar';
import { type Pause } from './pauses';
import { type StandardDefinition, type TargetName, type TargetPolicy } from './standard';
import { dueAt, type TargetFacts } from './target';

/** What a case's targets are judged by. Instants in UTC milliseconds, extensions in each target's own unit. */
export interface CaseFacts {
  /** The standard in force when the case was raised; without one, only what the source carried is measured. */
  readonly standard?: StandardDefinition | undefined;
  /** The calendar that the standard names. */
  readonly calendar?: Calendar | undefined;
  readonly raisedAt: number;
  readonly acknowledgedAt?: number | undefined;
  readonly respondedAt?: number | undefined;
  readonly resolvedAt?: number | undefined;
  readonly pauses: readonly Pause[];
  readonly extensions: Partial<Record<TargetName, number>>;
  /** Due dates that an imported case brought with it. */
  readonly source?: Partial<Record<TargetName, number>> | undefined;
  /** Due dates that stand, by whatever calendar; null where the target had none when it was settled. */
  readonly settled?: Partial<Record<TargetName, number | null>> | undefined;
}

/** One target of a case, of everything that does not depend on now. */
export interface Target {
  readonly target: TargetName;
  /** Counted by the standard's policy, or carried from the source. */
  readonly basis: 'policy' | 'source';
  /** It is met at or before this instant. Undefined while the clock has not started or stands still. */
  readonly due?: number | undefined;
  readonly reachedAt?: number | undefined;
  /** The clock stands still, and how long it will cannot be known. */
  readonly paused: boolean;
}

/** How a target stands at a moment. */
export type Standing = 'met' | 'missed' | 'overdue' | 'running' | 'paused' | 'not-started';

const targetNames: readonly TargetName[] = ['acknowledge', 'respond', 'resolve'];

/**
 * The targets of a case. None at all means that it is not measured, never that it is on time.
 *
 * A target that the source carried stands as it was carried: no policy, pause or extension of ours moves it. What
 * happens after a target was reached does not move its due date any more.
 *
 * @throws RangeError when the standard comes without the calendar it names.
 */
export function evaluateTargets(facts: CaseFacts): Target[] {
  const { standard, source = {} } = facts;
  const targets = standard ? targetsOfPolicy(standard, facts) : [];
  for (const target of targetNames) {
    const due = source[target];
    if (due !== undefined) {
      targets.push({ target, basis: 'source', due, reachedAt: reached(target, facts), paused: false });
    }
  }
  return targets.sort((a, b) => targetNames.indexOf(a.target) - targetNames.indexOf(b.target));
}

/** How a target stands now (UTC milliseconds). Asked, never stored: it changes with nothing but time. */
export function standing({ due, reachedAt, paused }: Target, now: number): Standing {
  // Reached before there was a date to keep: the clock stood still or had not started.
  if (reachedAt !== undefined) return due === undefined || reachedAt <= due ? 'met' : 'missed';
  if (paused) return 'paused';
  if (due === undefined) return 'not-started';
  return now > due ? 'overdue' : 'running';
}

/**
 * What a target of a case is counted by: its pauses as far as they had run when the target was reached. What counts from
 * the acknowledgement counts from the date for that at the latest: else a case that nobody acknowledges would never be late.
 */
export function targetFactsOf({ target, from }: TargetPolicy, facts: CaseFacts): TargetFacts {
  const counted = {
    pauses: pausesUntil(reached(target, facts), facts.pauses),
    extension: facts.extensions[target],
  };
  if (from === 'raised') return { ...counted, startedAt: facts.raisedAt };
  const acknowledgedAt = reached('acknowledge', facts);
  const { due } = acknowledgementOf(facts);
  return due === undefined || (acknowledgedAt !== undefined && acknowledgedAt <= due)
    ? { ...counted, startedAt: acknowledgedAt }
    : { ...counted, startedAt: due, startedUnacknowledged: true };
}

/** The date by which the case is to be acknowledged, wherever it comes from. */
function acknowledgementOf(facts: CaseFacts): Dated {
  const { standard, calendar, source = {} } = facts;
  if (source.acknowledge !== undefined) return { due: source.acknowledge, paused: false };
  const policy = standard?.targets.find(({ target }) => target === 'acknowledge');
  return standard && calendar && policy ? dated(policy, standard, calendar, facts) : { paused: false };
}

type Dated = Pick<Target, 'due' | 'paused'>;

function dated(
  policy: TargetPolicy,
  standard: StandardDefinition,
  calendar: Calendar,
  facts: CaseFacts,
): Dated {
  const stands = facts.settled?.[policy.target];
  if (stands !== undefined) return { due: stands ?? undefined, paused: false };
  const result = dueAt(policy, standard, calendar, targetFactsOf(policy, facts));
  // What has to wait for an acknowledgement whose own clock stands still stands still with it.
  const paused = result.state === 'not-started' ? acknowledgementOf(facts).paused : result.state === 'paused';
  return { due: result.state === 'due' ? result.due : undefined, paused };
}

function targetsOfPolicy(standard: StandardDefinition, facts: CaseFacts): Target[] {
  const { calendar, source = {} } = facts;
  if (calendar?.code !== standard.calendar) {
    throw new RangeError(
      `the standard ${standard.code} counts by the calendar ${standard.calendar}, which is not here`,
    );
  }
  return standard.targets
    .filter(({ target }) => source[target] === undefined)
    .map((policy) => {
      const { target } = policy;
      const { due, paused } = dated(policy, standard, calendar, facts);
      return { target, basis: 'policy', due, reachedAt: reached(target, facts), paused };
    });
}

/** When a stage was reached: an answer acknowledges too, and a resolution answers. */
function reached(
  target: TargetName,
  { acknowledgedAt, respondedAt, resolvedAt }: CaseFacts,
): number | undefined {
  const earliest = Math.min(
    resolvedAt ?? Infinity,
    (target === 'resolve' ? undefined : respondedAt) ?? Infinity,
    (target === 'acknowledge' ? acknowledgedAt : undefined) ?? Infinity,
  );
  return earliest === Infinity ? undefined : earliest;
}

/** The pauses as far as they had run when the target was reached. */
function pausesUntil(reachedAt: number | undefined, pauses: readonly Pause[]): readonly Pause[] {
  if (reachedAt === undefined || pauses.length === 0) return pauses;
  return pauses
    .filter(({ from }) => from < reachedAt)
    .map((pause) => ({ ...pause, to: Math.min(pause.to ?? Infinity, reachedAt) }));
}
