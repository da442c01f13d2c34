import { chainOfDuplicates, loadCase } from '../application/case/case-history';
import type { EventLog } from '../application/event-log';
import type { RecordedCaseEvent } from '../domain/case/case-events';
import type { CaseReference } from '../domain/case/case-reference';
import type { Carrier, MessageName } from '../domain/case/notification';
import { particularsOf, type Sources } from './particulars';
import { customerOf, recipientOf } from './recipient';
import type { Particulars, Template, Wording } from './template';

/** What a message about this case would say now; undefined when there is no such case. */
export async function particularsNow(
  reference: CaseReference,
  message: MessageName,
  parts: Sources & { log: EventLog },
): Promise<Particulars | undefined> {
  const history = await loadCase(parts.log, reference);
  if (history.length === 0) return undefined;
  const customerId = customerOf(history);
  const recipient =
    customerId === undefined ? undefined : await recipientOf(parts.log, parts.keyring, customerId);
  const original = message === 'joined' ? await originalOf(reference, parts.log) : undefined;
  return particularsOf({ reference, message, history, original }, recipient?.name, parts);
}

/** What happened to the case that this one is a duplicate of. */
async function originalOf(
  reference: CaseReference,
  log: EventLog,
): Promise<readonly RecordedCaseEvent[] | undefined> {
  const [, ...originals] = await chainOfDuplicates(log, reference);
  const original = originals.at(-1);
  return original === undefined ? undefined : loadCase(log, original);
}

/** The words of a message, in each way in which it may travel. */
export function inEachWay(template: Template, particulars: Particulars): Record<Carrier, Wording> {
  return {
    email: template.render('email', particulars),
    sms: template.render('sms', particulars),
    post: template.render('post', particulars),
  };
}

/** A case that never was, to see a template filled in. */
export const exampleParticulars: Required<Particulars> = {
  reference: '7QK-4M2-9XD3',
  name: 'Joan Carter',
  service: 'street lighting fault',
  summary: 'Street light out',
  news: 'We fixed it: “We fitted a new lantern and it is lit again”.',
  'so far': 'We passed it to Highways and Transport.',
  department: 'Highways and Transport',
  due: 'Monday 8 June 2026',
  when: 'Friday 5 June 2026, 09:00 to 13:00',
  'new date': 'Monday 22 June 2026',
  reason: 'We need a part from the maker.',
  question: 'Which side of the road is the lamp on?',
};
