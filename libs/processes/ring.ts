import { v5 as uuidv5 } from 'uuid';
import { ChangeCase, type ChangeCaseHandler } from '../application/case/change-case';
import type { LiveCatalogue } from '../application/catalogue/live-catalogue';
import type { CaseReference } from '../domain/case/case-reference';
import type { EventReader } from '../event-store/event-store';
import type { Clock } from '../jobs/clock';
import { AttemptFailed } from '../jobs/give-up';
import type { JobHandler } from '../jobs/jobs';
import { happening, readCase } from './case-history';
import { timersOf } from './process';
import { notRunning, runningAfter } from './running-case';
import type { TimerPayload } from './timers-queue';

/** The namespace of the ids of commands that timers send: the same cause is the same command. */
const TIMER_COMMANDS = '0e8d6c0b-5d0f-4f5a-8f3e-7b1c9a2d4e66';

export interface RingerParts {
  log: EventReader;
  catalogue: LiveCatalogue;
  commands: ChangeCaseHandler;
  clock: Clock;
}

/**
 * What happens when a timer rings: the case is read, and only if it still wants this timer, and now, is it (or another)
 * asked what the timer was set for. A command that was sent before is answered as it was then, so ringing twice is ringing once.
 */
export function ringer({ log, catalogue, commands, clock }: RingerParts): JobHandler<TimerPayload> {
  return async ({ payload: { reference, timer: name } }) => {
    const history = await readCase(log, reference);
    const running = runningAfter(notRunning, history.map(happening), catalogue.overTime);
    const now = clock.now();
    const timer = timersOf(running, catalogue.current, now).find((one) => one.name === name);
    if (!timer) return undefined;
    if (timer.at > now) return { postponedTo: timer.at };

    const { request, at, asks = reference } = timer;
    const commandId = uuidv5(`${reference} ${name} ${at}`, TIMER_COMMANDS);
    // A date is missed at its moment, whenever that is written down; a notice is raised when it is.
    const occurredAt = new Date(request.type === 'MissTarget' ? at : now).toISOString();
    const outcome = await commands.execute(
      new ChangeCase(asks as CaseReference, request, {
        commandId,
        correlationId: commandId,
        actor: { kind: 'system', id: 'processes' },
        recordedAt: new Date(now).toISOString(),
        occurredAt,
      }),
    );
    if (outcome.kind === 'contended') throw new AttemptFailed('Others write to the case at the same time');
    return undefined;
  };
}
