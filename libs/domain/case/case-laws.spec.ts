import fc from 'fast-check';
import { fold } from '../../event-sourcing/decider';
import { domainCodec } from '../events';
import { Rejection } from '../../event-sourcing/rejection';
import { anySequence } from '../../testing/any-command';
import { ask } from '../../testing/case-builders';
import type { CaseCommand } from './case-commands';
import { caseDecider } from './case-decider';
import type { CaseEvent, StoredCaseEvent } from './case-events';
import type { CaseState } from './case-state';

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
        // One that ended with its original may go on, and its pause with it.
        const hasEnded = state.status !== 'open' && state.closure !== 'duplicate';
        if (hasEnded) expect(state.pause).toBeUndefined();
      }),
    );
  });

  it('is as it was when a duplicate that it was marked as is undone, closed with its original or not', () => {
    const mark = ask('MarkDuplicate', {
      reference: 'THI-SON-E001',
      of: 'ORI-GIN-AL01',
      facts: { original: 'a-case' },
    });
    const linked = fc.constantFrom([mark], [mark, ask('Close', { reason: 'duplicate' })]);
    fc.assert(
      fc.property(anySequence, linked, (commands, link) => {
        const { state: before } = play(commands);
        fc.pre(before.status === 'open' && !before.duplicateOf);
        const { state } = play([...commands, ...link, ask('UndoDuplicate', {})]);
        expect(state).toEqual(before);
      }),
      { numRuns: 300 },
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
