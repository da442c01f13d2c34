import type { z } from 'zod';
import type { HistoryStep } from '@guildhall/application/imports/history';
import { actionOutcomeSchema, outcomeSchema } from '@guildhall/domain/case/vocabulary';
import type { Provenance } from '@guildhall/event-sourcing/metadata';
import { statusSchema } from '../mapping/mapping';
import type { StepMoment } from '../mapping/moment';
import type { RowReading } from './row-reading';

/** When a step happened, in UTC milliseconds. */
interface StepTime {
  at: number;
  provenance: Provenance;
}

/** How a case stands, and since when it has been over. */
interface Ending {
  status: z.infer<typeof statusSchema>;
  resolved?: StepTime | undefined;
  closed?: StepTime | undefined;
}

/** The order of steps that happened at the same instant. */
const order: readonly HistoryStep['step'][] = [
  'acknowledge',
  'forward',
  'act',
  'resolve',
  'withdraw',
  'close',
];

const noOutcome = { code: 'no-outcome', text: 'It is over and does not say how it ended.' };

/** What happened to the case after it was raised (UTC milliseconds), in order. */
export function stepsOf(
  reading: RowReading,
  raised: number,
  desk: { department: string; queue: string } | undefined,
): HistoryStep[] {
  const { acknowledged, acted, explanation, forwarded, outcome } = reading.mapping;
  const { status, resolved, closed } = endingOf(reading, raised);
  const time = (name: string, moment: StepMoment | undefined): StepTime | undefined =>
    stepTime(reading, name, moment, { raised, closed, end: resolved ?? closed });

  const steps: HistoryStep[] = [];
  const acknowledgedAt = time('acknowledged', acknowledged);
  if (acknowledgedAt) steps.push({ step: 'acknowledge', ...written(acknowledgedAt) });

  const forwardedAt = desk && time('forwarded', forwarded);
  if (forwardedAt) steps.push({ step: 'forward', ...written(forwardedAt), ...desk });

  const actedAt = time('acted', acted);
  if (actedAt) {
    steps.push({
      step: 'act',
      ...written(actedAt),
      outcome: reading.word('acted.outcome', acted?.outcome, actionOutcomeSchema) ?? 'done',
      note: reading.words('acted.note', acted?.note, 10_000),
    });
  }
  if (resolved) {
    const ended = reading.word('outcome', outcome, outcomeSchema, noOutcome);
    const words = reading.words('explanation', explanation, 10_000);
    if (ended) steps.push({ step: 'resolve', ...written(resolved), outcome: ended, explanation: words });
  }
  if (closed) steps.push({ step: status === 'withdrawn' ? 'withdraw' : 'close', ...written(closed) });
  return steps.sort((a, b) => a.at.localeCompare(b.at) || order.indexOf(a.step) - order.indexOf(b.step));
}

/** A case is resolved when it is closed, unless a column of its own says when. */
function endingOf(reading: RowReading, raised: number): Ending {
  const { status, closed } = closingOf(reading, raised);
  if (status === 'withdrawn') return { status, closed };
  const resolved = stepTime(reading, 'resolved', reading.mapping.resolved, { raised, closed, end: closed });
  return { status, closed, resolved: resolved ?? closed };
}

function closingOf(reading: RowReading, raised: number): Pick<Ending, 'status' | 'closed'> {
  const { closed: moment, status: source } = reading.mapping;
  if (!moment) return { status: 'open' };
  const { at: observed, unreadable } = reading.time(moment, raised);
  const column = moment.column ?? '';
  const dated = observed !== undefined || unreadable !== undefined;
  const status = (source && reading.word('status', source, statusSchema)) ?? (dated ? 'closed' : 'open');
  if (status === 'open') {
    if (dated) reading.note('closing-date-ignored', `It is open: its closing date (${column}) is left out.`);
    return { status };
  }
  const closed = observed === undefined ? moment.at && derived(raised) : seen(observed, moment);
  if (unreadable !== undefined) reading.fault('unreadable-date', `When it was closed ${unreadable}`);
  else if (!closed) reading.fault('closed-without-date', `It is closed and does not say when (${column}).`);
  else if (closed.at < raised)
    reading.fault('closed-before-raised', `It was closed (${column}) before it was raised.`);
  else if (closed.at > reading.now)
    reading.fault('in-the-future', `It was closed (${column}) in the future.`);
  return { status, closed };
}

/** When a step on the way happened; one that does not fit between beginning and end is left out with a note. */
function stepTime(
  reading: RowReading,
  name: string,
  moment: StepMoment | undefined,
  { raised, closed, end }: { raised: number; closed: StepTime | undefined; end: StepTime | undefined },
): StepTime | undefined {
  if (!moment) return undefined;
  const { at, unreadable } = reading.time(moment, raised);
  if (unreadable !== undefined) reading.note('unreadable-date', `When it was ${name} ${unreadable}`);
  const instead = moment.at === 'raised' ? derived(raised) : moment.at && closed && derived(closed.at);
  const time = at === undefined ? instead : seen(at, moment);
  const misfit = time && misfitOf(time.at, raised, end?.at, reading.now);
  if (misfit === undefined) return time;
  reading.note('step-left-out', `It was ${name} (${moment.column ?? ''}) ${misfit}: that is left out.`);
  return undefined;
}

function misfitOf(at: number, raised: number, ended: number | undefined, now: number): string | undefined {
  if (at < raised) return 'before it was raised';
  if (ended !== undefined && at > ended) return 'after it had ended';
  return at > now ? 'in the future' : undefined;
}

const seen = (at: number, { provenance = 'observed' }: StepMoment): StepTime => ({ at, provenance });

const derived = (at: number): StepTime => ({ at, provenance: 'derived' });

const written = ({ at, provenance }: StepTime): { at: string; provenance: Provenance } => ({
  at: new Date(at).toISOString(),
  provenance,
});
