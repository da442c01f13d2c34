import fc from 'fast-check';
import { fold } from '../../event-sourcing/decider';
import { domainCodec } from '../events';
import { Rejection } from '../../event-sourcing/rejection';
import { ask, raise } from '../../testing/case-builders';
import type { CaseCommand } from './case-commands';
import { caseDecider } from './case-decider';
import type { CaseEvent, StoredCaseEvent } from './case-events';
import type { CaseState } from './case-state';
import { outcomeSchema } from './vocabulary';

const at = fc
  .integer({ min: 0, max: 60 * 24 * 30 })
  .map((minute) => new Date(Date.UTC(2026, 5, 1, 9) + minute * 60_000).toISOString());
const id = fc.constantFrom('a', 'b');
const words = fc.constantFrom('because', 'so it is');

/** Anything that anybody could ask of a case, sensible or not. */
const anyCommand: fc.Arbitrary<CaseCommand> = at.chain((when) =>
  fc.oneof(
    fc.constant(raise()),
    fc.constant(ask('AcknowledgeQuery', { reference: 'THI-SON-E001', channel: 'phone', promised: [] }, when)),
    fc
      .constantFrom('highways', 'housing')
      .map((department) => ask('ForwardToDepartment', { department, queue: 'q' }, when)),
    words.map((reason) => ask('ReturnToContactCentre', { reason }, when)),
    fc
      .tuple(fc.constantFrom('p.shah', 'j.ward'), fc.boolean())
      .map(([officer, takeOver]) => ask('AssignOfficer', { officer, takeOver }, when)),
    fc.constant(ask('ReleaseOfficer', {}, when)),
    fc
      .tuple(id, fc.constantFrom('2026-06-04', '2026-06-05'))
      .map(([actionId, day]) => ask('ScheduleAction', { actionId, what: 'x', when: { day } }, when)),
    fc
      .tuple(id, fc.constantFrom('2026-06-04', '2026-06-05'))
      .map(([actionId, day]) => ask('RescheduleAction', { actionId, when: { day }, reason: 'x' }, when)),
    id.map((actionId) => ask('CancelAction', { actionId, reason: 'x' }, when)),
    fc
      .tuple(id, fc.constantFrom('done', 'no-access'))
      .map(([actionId, outcome]) => ask('RecordAction', { actionId, outcome: outcome }, when)),
    id.map((requestId) =>
      ask('RequestInformation', { requestId, of: 'customer', what: 'x', basis: 'y' }, when),
    ),
    id.map((requestId) => ask('ReceiveInformation', { requestId }, when)),
    fc.constantFrom('weather', 'strike').map((reason) => ask('PauseClock', { reason, basis: 'y' }, when)),
    fc.constant(ask('ResumeClock', {}, when)),
    fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }).map((extension) =>
      ask(
        'NotifyDelay',
        {
          target: 'resolve',
          newDate: '2026-06-22',
          reason: 'x',
          extension,
          facts: { extensionAtMost: 10 },
        },
        when,
      ),
    ),
    fc.constant(ask('MissTarget', { target: 'resolve', dueAt: '2026-06-08T22:59:59.999Z' }, when)),
    id.map((contactId) =>
      ask('RecordContact', { contactId, direction: 'inbound', channel: 'phone', purpose: 'other' }, when),
    ),
    id.map((noteId) => ask('AddNote', { noteId, visibility: 'staff', text: 'x' }, when)),
    fc.tuple(id, fc.constantFrom('a', 'b')).map(([documentId, digit]) =>
      ask(
        'AttachDocument',
        {
          documentId,
          visibility: 'staff',
          name: 'x',
          mediaType: 'text/plain',
          size: 1,
          sha256: digit.repeat(64),
        },
        when,
      ),
    ),
    fc
      .constantFrom('ORI-GIN-AL01', 'THI-SON-E001')
      .map((of) =>
        ask('MarkDuplicate', { reference: 'THI-SON-E001', of, facts: { original: 'a-case' } }, when),
      ),
    fc.constant(ask('UndoDuplicate', {}, when)),
    fc
      .constantFrom('complaint', 'enquiry')
      .map((kind) =>
        ask('Reclassify', { to: { kind: kind, service: { code: kind, version: 1 } }, reason: 'x' }, when),
      ),
    fc.constantFrom(...outcomeSchema.options).map((outcome) => ask('Resolve', { outcome }, when)),
    fc
      .constantFrom('resolved', 'duplicate', 'no-answer-from-customer')
      .map((reason) => ask('Close', { reason: reason }, when)),
    words.map((reason) => ask('Reopen', { by: 'customer', reason }, when)),
    fc.constant(ask('Withdraw', { by: 'customer' }, when)),
    words.map((reason) => ask('EscalateComplaint', { reason }, when)),
    fc.integer({ min: 1, max: 5 }).map((overall) => ask('GiveFeedback', { scores: {}, overall }, when)),
  ),
);
const anySequence = fc.array(anyCommand, { maxLength: 40 }).map((commands) => [raise(), ...commands]);

const evolve = (state: CaseState, event: StoredCaseEvent): CaseState => caseDecider.evolve(state, event);

/** Plays a sequence; `each` sees every command that was accepted. */
function play(
  commands: CaseCommand[],
  each: (command: CaseCommand, after: CaseState, events: readonly CaseEvent[]) => void = () => undefined,
) {
  let state = caseDecider.initial;
  const events: CaseEvent[] = [];
  for (const command of commands) {
    const decision = caseDecider.decide(command, state);
    if (decision instanceof Rejection) continue;
    state = fold(evolve, state, decision);
    events.push(...decision);
    each(command, state, decision);
  }
  return { state, events };
}

/** The event as it comes back from the log: written, sealed, read. */
function storedAndRead(event: CaseEvent, revision: number): StoredCaseEvent {
  const now = '2026-06-01T12:00:00.000Z';
  const metadata = {
    recordedAt: now,
    occurredAt: now,
    actor: { kind: 'system', id: 't' } as const,
    commandId: 'c',
    $correlationId: 'c',
    $causationId: 'c',
  };
  const sealer = { seal: () => 'sealed' };
  const encoded = domainCodec.encode(event, metadata, { id: 'e', stream: 'case-1', sealer });
  return domainCodec.decode({
    ...encoded,
    stream: 'case-1',
    revision,
    position: '1',
  }) as unknown as StoredCaseEvent;
}

describe('whatever is asked of a case', () => {
  it('leaves a state that its own events, stored and read again, lead back to', () => {
    fc.assert(
      fc.property(anySequence, (commands) => {
        const { state, events } = play(commands);
        const replayed = fold(evolve, caseDecider.initial, events.map(storedAndRead));
        expect(JSON.parse(JSON.stringify(replayed))).toEqual(JSON.parse(JSON.stringify(state)));
      }),
      { numRuns: 300 },
    );
  });

  it('yields nothing when it has just been done', () => {
    fc.assert(
      fc.property(anySequence, (commands) => {
        play(commands, (command, after) => expect(caseDecider.decide(command, after)).toEqual([]));
      }),
      { numRuns: 500 },
    );
  });

  it('gives every pause both its ends by the time the case has ended', () => {
    fc.assert(
      fc.property(anySequence, (commands) => {
        const { state, events } = play(commands);
        const count = (type: string): number => events.filter((event) => event.type === type).length;
        expect(count('ClockPaused') - count('ClockResumed')).toBe(state.pause ? 1 : 0);
        if (state.status !== 'open') expect(state.pause).toBeUndefined();
      }),
    );
  });

  it('is refused with a code and a sentence, never with an exception', () => {
    fc.assert(
      fc.property(anySequence, (commands) => {
        let state = caseDecider.initial;
        for (const command of commands) {
          const decision = caseDecider.decide(command, state);
          if (decision instanceof Rejection) {
            expect(decision.code).toMatch(/^[a-z0-9-]+$/);
            expect(decision.reason).toMatch(/^.+\.$/);
          } else state = fold(evolve, state, decision);
        }
      }),
    );
  });
});
