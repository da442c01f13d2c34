import type { CaseCommand } from '../domain/case/case-commands';
import { caseDecider } from '../domain/case/case-decider';
import type { CaseEvent } from '../domain/case/case-events';
import { fold } from '../event-sourcing/decider';
import { Rejection } from '../event-sourcing/rejection';

/** A Monday morning in summer. */
export const RAISED_AT = '2026-06-01T09:30:00.000Z';

type Asked<Type extends CaseCommand['type']> = Omit<
  Extract<CaseCommand, { type: Type }>,
  'type' | 'occurredAt'
>;

/** A command an hour after the query was raised, unless it says when. */
export function ask<Type extends CaseCommand['type']>(
  type: Type,
  said: Asked<Type>,
  occurredAt = '2026-06-01T10:30:00.000Z',
): CaseCommand {
  return { type, occurredAt, ...said } as unknown as CaseCommand;
}

/** A street light is out. */
export const raise = (changes: Partial<Asked<'RaiseQuery'>> = {}, raisedAt = RAISED_AT): CaseCommand =>
  ask(
    'RaiseQuery',
    {
      kind: 'service-request',
      service: { code: 'street-lighting-fault', version: 1 },
      standard: { code: 'service-request-5-days', version: 1 },
      channel: 'phone',
      summary: 'Street light out',
      facts: { questions: [] },
      ...changes,
    },
    raisedAt,
  );

export const forward = (department = 'highways', queue = 'street-lighting'): CaseCommand =>
  ask('ForwardToDepartment', { department, queue });
export const assign = (officer = 'p.shah', takeOver?: boolean): CaseCommand =>
  ask('AssignOfficer', { officer, takeOver });
export const schedule = (actionId = 'repair', day = '2026-06-04'): CaseCommand =>
  ask('ScheduleAction', { actionId, what: 'Replace the lantern', when: { day } });
export const take = (actionId = 'repair'): CaseCommand => ask('RecordAction', { actionId, outcome: 'done' });
export const resolve = (): CaseCommand =>
  ask('Resolve', { outcome: 'fixed', explanation: 'It is lit again.' });
export const close = (): CaseCommand => ask('Close', { reason: 'resolved' });
export const reopen = (): CaseCommand => ask('Reopen', { by: 'customer', reason: 'It went out again.' });

/** We need to know something of the customer, and the clock stands still, unless it is said otherwise. */
export const inquire = (
  requestId = 'q1',
  changes: Partial<Asked<'RequestInformation'>> = {},
  occurredAt?: string,
): CaseCommand =>
  ask(
    'RequestInformation',
    {
      requestId,
      of: 'customer',
      need: 'information',
      what: 'Which lamp?',
      basis: 'we wait',
      facts: { clock: 'stops' },
      ...changes,
    },
    occurredAt,
  );

/** The same, at another time. */
export const at = (occurredAt: string, command: CaseCommand): CaseCommand => ({ ...command, occurredAt });

/** What follows when all of this is asked in turn; a refusal is a mistake in the test. */
export function after(...commands: CaseCommand[]): CaseEvent[] {
  const events: CaseEvent[] = [];
  for (const command of commands) {
    const state = fold((folded, event) => caseDecider.evolve(folded, event), caseDecider.initial, events);
    const decision = caseDecider.decide(command, state);
    if (decision instanceof Rejection) throw new Error(`${command.type} was refused: ${decision.reason}`);
    events.push(...decision);
  }
  return events;
}
