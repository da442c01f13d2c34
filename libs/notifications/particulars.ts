import { type CaseClock, evolveClock, targetsOf, unwoundClock } from '../domain/case/case-clock';
import type { StoredCaseEvent } from '../domain/case/case-events';
import type { CaseReference } from '../domain/case/case-reference';
import type { MessageName } from '../domain/case/notification';
import type { When } from '../domain/case/vocabulary';
import type { Catalogue } from '../domain/catalogue/catalogue';
import { fold } from '../event-sourcing/decider';
import type { Recorded } from '../event-sourcing/recorded-event';
import type { Keyring } from '../keyring/keyring';
import { openBoxes } from '../keyring/open-boxes';
import { inWords, instantInWords } from '../read-models/timeline/dates-in-words';
import { withNames } from '../read-models/timeline/names';
import { sentence } from '../read-models/timeline/sentences';
import type { Particulars } from './template';

type Event = Recorded<StoredCaseEvent>;
type Type = StoredCaseEvent['type'];

/** Which events a message tells of: the one that caused it, if it is of these, else the latest of them. */
const tellsOf: Record<MessageName, readonly Type[]> = {
  received: ['QueryRaised'],
  forwarded: ['ForwardedToDepartment'],
  'action-planned': ['ActionScheduled', 'ActionRescheduled'],
  'action-taken': ['ActionTaken'],
  resolved: ['Resolved'],
  closed: ['Closed', 'Withdrawn'],
  delay: ['DelayNotified'],
  survey: ['Resolved'],
  'waiting-for-you': ['InformationRequested'],
  'closing-soon': ['InformationRequested'],
};

/** A message about a case as it stands. `cause`: the id of the event that is told of. */
export interface MessageOfCase {
  reference: CaseReference;
  message: MessageName;
  cause?: string;
  history: readonly Event[];
}

/** What a message can say of its case. What has been forgotten is left out. */
export async function particularsOf(
  { reference, message, cause, history }: MessageOfCase,
  name: string | undefined,
  { catalogue: { current: catalogue }, keyring }: { catalogue: { current: Catalogue }; keyring: Keyring },
): Promise<Particulars> {
  const types = tellsOf[message];
  const told =
    history.find(({ id, type }) => id === cause && types.includes(type)) ??
    history.findLast(({ type }) => types.includes(type));
  const raised = history.find(({ type }) => type === 'QueryRaised');
  const { summary } = (raised ? await openBoxes(keyring, raised.data) : {}) as { summary?: string };
  const data = (told ? await openBoxes(keyring, told.data) : {}) as Said;
  const names = withNames(catalogue);
  const classified = history.findLast(({ type }) => type === 'QueryRaised' || type === 'Reclassified');
  const { service } = (classified?.data ?? {}) as { service?: { code: string } };
  const desk = history.findLast(
    ({ type }) => type === 'ForwardedToDepartment' || type === 'ReturnedByDepartment',
  );
  const department = desk?.type === 'ForwardedToDepartment' ? desk.data.department : undefined;
  return {
    reference,
    name,
    summary,
    service: service && names.service(service.code),
    news: told && sentence(told.type, data as Record<string, unknown>, names),
    department: department && names.department(department),
    due: dueOf(fold(evolveClock, unwoundClock, history), catalogue),
    when: data.when && moment(data.when),
    'new date': data.newDate && inWords(data.newDate),
    reason: message === 'delay' ? data.reason : undefined,
    question: told?.type === 'InformationRequested' ? data.what : undefined,
  };
}

/** What the events that are told of may say, once their boxes are opened. */
interface Said {
  when?: When;
  newDate?: string;
  reason?: string;
  what?: string;
}

function dueOf(clock: CaseClock, catalogue: Catalogue): string | undefined {
  const last = targetsOf(clock, catalogue).findLast(({ target }) => target !== 'acknowledge');
  return last?.due === undefined ? undefined : instantInWords(new Date(last.due).toISOString());
}

function moment(when: When): string {
  if ('day' in when) return inWords(when.day);
  const isSameDay = instantInWords(when.from) === instantInWords(when.to);
  return `${instantInWords(when.from, 'with time')} to ${instantInWords(when.to, isSameDay ? 'time only' : 'with time')}`;
}
