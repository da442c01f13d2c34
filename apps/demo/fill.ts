import { ChangeCase, ChangeCaseHandler } from '@guildhall/application/case/change-case';
import { RaiseQueryCommand, RaiseQueryHandler } from '@guildhall/application/case/raise-query';
import type { CommandContext } from '@guildhall/application/command-context';
import { CommandRunner } from '@guildhall/application/command-runner';
import type { Outcome } from '@guildhall/application/outcome';
import { referenceFor } from '@guildhall/domain/case/case-reference';
import type { Actor } from '@guildhall/event-sourcing/metadata';
import { v5 as uuidv5 } from 'uuid';
import type { Installation } from '../installation/installation';
import { DEMONSTRATION } from './half-year';
import type { Life } from './life-of-a-case';

/** Commands under way at a time: enough for the log to write many in one go. */
const IN_FLIGHT = 256;

/** One command of the demonstration, at its moment. */
interface Happening {
  life: Life;
  at: number;
  run: () => Promise<Outcome>;
}

/** What was done. */
export interface Filled {
  cases: number;
  commands: number;
}

/**
 * Lets every case happen: each command at its moment, as if the council had sent it then. Commands have ids of their
 * own, so that doing it again goes on where it was broken off and adds nothing twice.
 * @param progress is told how many commands of how many are done
 * @throws Error naming the command, when a rule of the case refuses one
 */
export async function fill(
  lives: readonly Life[],
  { log, catalogue }: Pick<Installation, 'log' | 'catalogue'>,
  progress: (done: number, of: number) => void,
  signal?: AbortSignal,
): Promise<Filled> {
  const runner = new CommandRunner(log);
  const raising = new RaiseQueryHandler(runner, log, catalogue);
  const changing = new ChangeCaseHandler(runner, log, catalogue);
  const happenings = lives
    .flatMap((life): Happening[] => [
      {
        life,
        at: life.raisedAt,
        run: async () => {
          const context = contextOf(life.id, life, life.raisedAt, life.by);
          return (await raising.execute(new RaiseQueryCommand(life.query, context))).outcome;
        },
      },
      ...life.steps.map(({ at, by, request }, index): Happening => ({
        life,
        at,
        run: () => {
          const context = contextOf(uuidv5(`${life.id} ${index}`, DEMONSTRATION), life, at, by);
          return changing.execute(new ChangeCase(referenceFor(life.id), request, context));
        },
      })),
    ])
    .sort((one, other) => one.at - other.at);

  let done = 0;
  while (done < happenings.length && !signal?.aborted) {
    const some = happenings.slice(done, done + IN_FLIGHT);
    const byCase = Map.groupBy(some, ({ life }) => life.original ?? life);
    await Promise.all([...byCase.values()].map(inTurn));
    done += some.length;
    progress(done, happenings.length);
  }
  return { cases: lives.length, commands: done };
}

/** What happens to one case waits for what happened to it before. */
async function inTurn(happenings: readonly Happening[]): Promise<void> {
  for (const { life, at, run } of happenings) {
    const outcome = await run();
    const refused = outcome.kind === 'refused' && outcome.rejection.reason;
    if (!refused && outcome.kind !== 'contended') continue;
    const what = `${life.query.service} of ${new Date(life.raisedAt).toISOString()}`;
    throw new Error(
      `${what}, at ${new Date(at).toISOString()}: ${refused || 'somebody else writes to it too'}`,
    );
  }
}

function contextOf(commandId: string, { id }: Life, at: number, actor: Actor): CommandContext {
  const then = new Date(at).toISOString();
  return { commandId, correlationId: id, actor, recordedAt: then, occurredAt: then, provenance: 'invented' };
}
