import { randomUUID } from 'node:crypto';
import type { CaseCommand, MarkDuplicate } from '../../domain/case/case-commands';
import { caseDecider } from '../../domain/case/case-decider';
import { caseStream } from '../../domain/case/case-events';
import { type CaseReference, parseReference } from '../../domain/case/case-reference';
import type { CaseState } from '../../domain/case/case-state';
import { endOfFollowers } from '../../domain/case/followers';
import { Rejection } from '../../event-sourcing/rejection';
import type { CommandContext } from '../command-context';
import type { CommandRunner } from '../command-runner';
import type { EventLog } from '../event-log';
import type { Outcome } from '../outcome';
import { chainOfDuplicates, loadCase, stateAfter, stateOf } from './case-history';

/** How often it is begun again because one of the cases changed meanwhile. */
const ATTEMPTS = 10;

/** The case has changed while it was being marked: it is a duplicate no longer, or has another of its own. */
const beginAgain = new Rejection('contended', 'conflict', 'The case has changed meanwhile.');

/**
 * Marks cases as duplicates and undoes it, in two streams: the duplicate says of which case it is one, and the original
 * knows whom it has to tell. The original knows first and forgets last, so that no crash between the two loses anybody;
 * what the duplicate says is what counts. See docs/decisions/0026-duplicates-follow-their-original.md.
 */
export class Duplicates {
  constructor(
    private readonly runner: CommandRunner,
    private readonly log: EventLog,
  ) {}

  /** Where the case that is named is a duplicate itself, the link is to its original, which the outcome names. */
  async mark(reference: CaseReference, named: string, context: CommandContext): Promise<Outcome> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = await stateOf(this.log, reference);
      const command = await this.commandFor(reference, named, before, context);
      const isNews = isToBeMarked(command, before);
      const following = [reference, ...before.followers];
      if (isNews) {
        const joined = await this.ask(command.of, { type: 'AddFollowers', references: following }, context);
        if (isRefused(joined, 'is-a-duplicate')) continue;
        if (joined.kind !== 'accepted' && joined.kind !== 'unchanged') return joined;
      }
      const outcome = await this.runner.run(
        caseDecider,
        caseStream(reference),
        (history) => {
          const now = stateAfter(history);
          // Nothing is marked that the original was not told of first.
          const isAsBefore = isNews
            ? now.followers.every((one) => following.includes(one))
            : !isToBeMarked(command, now);
          return Promise.resolve(isAsBefore ? command : beginAgain);
        },
        context,
      );
      if (isNews) await this.settle(command.of, following, context);
      if (isRefused(outcome, beginAgain.code)) continue;
      if (outcome.kind !== 'accepted' && outcome.kind !== 'unchanged') return outcome;
      const ended = await this.endWithOriginal(reference, command.of, outcome, context);
      return { ...ended, about: { duplicateOf: command.of } };
    }
    return { kind: 'contended', stream: caseStream(reference) };
  }

  async undo(
    reference: CaseReference,
    { reason, of }: { reason?: string; of?: string },
    context: CommandContext,
  ): Promise<Outcome> {
    const command = { type: 'UndoDuplicate', occurredAt: context.occurredAt, reason, of } as const;
    const outcome = await this.runner.run(caseDecider, caseStream(reference), command, context);
    if (outcome.kind !== 'accepted' && outcome.kind !== 'unchanged') return outcome;
    const history = await loadCase(this.log, reference);
    const undone = history.findLast(({ type }) => type === 'DuplicateUndone');
    if (undone?.type !== 'DuplicateUndone') return outcome;
    const following = [reference, ...stateAfter(history).followers];
    let { position } = outcome;
    for (const original of await chainOfDuplicates(this.log, undone.data.of)) {
      const settled = await this.settle(original, following, context);
      if (settled && settled > position) position = settled;
    }
    return { ...outcome, position };
  }

  private async commandFor(
    reference: CaseReference,
    named: string,
    { duplicateOf }: CaseState,
    { occurredAt }: CommandContext,
  ): Promise<MarkDuplicate> {
    const parsed = parseReference(named);
    const chain = parsed && parsed !== duplicateOf ? await chainOfDuplicates(this.log, parsed) : [];
    const last = chain.at(-1) ?? parsed;
    const isAbsent = !last || (await stateOf(this.log, last)).status === 'not-raised';
    const leadsBack = chain.length > 1 && chain.includes(reference);
    const original = isAbsent ? 'absent' : leadsBack ? 'follows-this-one' : 'a-case';
    const of = (leadsBack ? parsed : last) ?? named;
    return { type: 'MarkDuplicate', reference, of, facts: { original }, occurredAt };
  }

  /** An original that was closed before has nothing more to come: its duplicate is closed as it is marked. */
  private async endWithOriginal(
    reference: CaseReference,
    of: string,
    outcome: Extract<Outcome, { position: string }>,
    context: CommandContext,
  ): Promise<Extract<Outcome, { position: string }>> {
    if (endOfFollowers(await stateOf(this.log, of)) !== 'closed') return outcome;
    const closed = await this.ask(reference, { type: 'Close', reason: 'duplicate', of }, context);
    if (closed.kind !== 'accepted') return outcome;
    const before = outcome.kind === 'accepted' ? outcome.events : [];
    return { ...closed, events: [...before, ...closed.events] };
  }

  /** Has an original know what these cases say of themselves now. Answers where that was written, if it was. */
  private async settle(
    original: string,
    references: readonly string[],
    context: CommandContext,
  ): Promise<string | undefined> {
    let position: string | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const following: string[] = [];
      for (const reference of references) {
        const [, ...originals] = await chainOfDuplicates(this.log, reference);
        if (originals.includes(original)) following.push(reference);
      }
      const others = references.filter((reference) => !following.includes(reference));
      const outcomes = [
        await this.ask(original, { type: 'AddFollowers', references: following }, context),
        await this.ask(original, { type: 'RemoveFollowers', references: others }, context),
      ];
      const written = outcomes.flatMap((outcome) => (outcome.kind === 'accepted' ? [outcome.position] : []));
      position = written.at(-1) ?? position;
      if (written.length === 0) break;
    }
    return position;
  }

  /** Each time a command of its own: what it asks for is so already, or is to be so now. */
  private ask(
    reference: string,
    asked: Asked,
    { expectedRevision: _, ...context }: CommandContext,
  ): Promise<Outcome> {
    const command: CaseCommand = { ...asked, occurredAt: context.occurredAt };
    return this.runner.run(caseDecider, caseStream(reference), command, {
      ...context,
      commandId: randomUUID(),
      causationId: context.commandId,
    });
  }
}

type Asked =
  | { type: 'AddFollowers' | 'RemoveFollowers'; references: readonly string[] }
  | { type: 'Close'; reason: 'duplicate'; of: string };

function isToBeMarked(command: MarkDuplicate, state: CaseState): boolean {
  const decision = caseDecider.decide(command, state);
  return !(decision instanceof Rejection) && decision.length > 0;
}

const isRefused = (outcome: Outcome, code: string): boolean =>
  outcome.kind === 'refused' && outcome.rejection.code === code;
