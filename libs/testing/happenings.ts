import type { CaseCommand } from '../domain/case/case-commands';
import type { RecordedCaseEvent } from '../domain/case/case-events';
import type { EventMetadata } from '../event-sourcing/metadata';
import { after } from './case-builders';

/** Events as the log gives them back after these commands, each recorded when it occurred. */
export function happenings(
  commands: readonly CaseCommand[],
  said: Partial<EventMetadata> = {},
): RecordedCaseEvent[] {
  const recorded: RecordedCaseEvent[] = [];
  for (const [index, command] of commands.entries()) {
    const events = after(...commands.slice(0, index + 1)).slice(recorded.length);
    for (const event of events) {
      const revision = recorded.length;
      const { occurredAt } = command;
      const metadata = {
        recordedAt: occurredAt,
        occurredAt,
        actor: { kind: 'officer', id: 'p.shah' },
        ...said,
      };
      recorded.push({
        ...event,
        id: `event-${revision}`,
        stream: 'case-1',
        revision,
        position: `${revision}`,
        metadata,
      } as unknown as RecordedCaseEvent);
    }
  }
  return recorded;
}
