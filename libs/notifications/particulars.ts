import { clockAfter } from '../application/case/case-history';
import { type CaseClock, targetsOf } from '../domain/case/case-clock';
import type { StoredCaseEvent, RecordedCaseEvent } from '../domain/case/case-events';
import type { CaseReference } from '../domain/case/case-reference';
import type { MessageName } from '../domain/case/notification';
import type { When } from '../domain/case/vocabulary';
import type { Catalogue } from '../domain/catalogue/catalogue';
import type { CatalogueOverTime } from '../domain/catalogue/catalogue-over-time';
import type { Keyring } from '../keyring/keyring';
import { openBoxes } from '../keyring/open-boxes';
import { inWords, instantInWords } from '../read-models/timeline/dates-in-words';
import { withNames } from '../read-models/timeline/names';
import { type Names, sentence } from '../read-models/timeline/sentences';
import { dataForFollowers, stillStanding } from '../read-models/timeline/standing-of-original';
import type { Particulars } from './template';

type Type = StoredCaseEvent['type'];

/** Which events a message tells of: the one that caused it, if it is of these, else the latest of them. */
const tellsOf: Record<MessageName, readonly Type[]> = {
  received: ['QueryRaised'],
  joined: ['MarkedDuplicate'],
  parted: ['DuplicateUndone'],
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
  history: readonly RecordedCaseEvent[];
  /** What happened to the case that it is answered with, where that is what it tells of. */
  original?: readonly RecordedCaseEvent[];
}

/** What a message is put together from, beside its case. */
export interface Sources {
  catalogue: { readonly overTime: CatalogueOverTime };
  keyring: Keyring;
}

/** What a message can say of its case. What has been forgotten is left out. */
export async function particularsOf(
  { reference, message, cause, history, original }: MessageOfCase,
  name: string | undefined,
  { catalogue: { overTime }, keyring }: Sources,
): Promise<Particulars> {
  const catalogue = overTime.current;
  const types = tellsOf[message];
  const isOfOriginal = original !== undefined && message !== 'joined';
  const tellable = isOfOriginal ? original : history;
  const told =
    tellable.find(({ id, type }) => id === cause && types.includes(type)) ??
    tellable.findLast(({ type }) => types.includes(type));
  const raised = history.find(({ type }) => type === 'QueryRaised');
  const { summary } = (raised ? await openBoxes(keyring, raised.data) : {}) as { summary?: string };
  const opened = told && (isOfOriginal ? dataForFollowers(told) : await openBoxes(keyring, told.data));
  const data = (opened ?? {}) as Said;
  const names = withNames(catalogue);
  const classified = history.findLast(({ type }) => type === 'QueryRaised' || type === 'Reclassified');
  const { service } = (classified?.data ?? {}) as { service?: { code: string } };
  const desk = tellable.findLast(
    ({ type }) => type === 'ForwardedToDepartment' || type === 'ReturnedByDepartment',
  );
  const department = desk?.type === 'ForwardedToDepartment' ? desk.data.department : undefined;
  return {
    reference,
    name,
    summary,
    service: service && names.service(service.code),
    news: told && sentence(told.type, data as Record<string, unknown>, names),
    'so far': original && soFar(original, told, names),
    department: department && names.department(department),
    due: dueOf(clockAfter(history, overTime), catalogue),
    when: data.when && moment(data.when),
    'new date': data.newDate && inWords(data.newDate),
    reason: message === 'delay' ? data.reason : undefined,
    question: told?.type === 'InformationRequested' ? data.what : undefined,
  };
}

/** How far the original had come when the case was found to be a duplicate of it. */
function soFar(
  original: readonly RecordedCaseEvent[],
  linked: RecordedCaseEvent | undefined,
  names: Names,
): string | undefined {
  const before = original.filter(({ position }) => !linked || position < linked.position);
  const last = stillStanding(before).at(-1);
  return last && sentence(last.type, dataForFollowers(last), names);
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
