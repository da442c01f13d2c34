import type { Rejection } from '../event-sourcing/rejection';
import { refuse as assessment } from './assessment/assessment-refusals';
import { refuse as aCase } from './case/case-refusals';
import { refuse as catalogue } from './catalogue/catalogue-refusals';
import { refuse as customer } from './customer/customer-refusals';
import { inTheFuture } from './in-the-future';

type Refuse = (...said: unknown[]) => Rejection;

/** What a refusal is told, where that is not a word or two. */
const said: Record<string, unknown[]> = {
  extensionTooLong: [10],
  outcomeNotForKind: ['upheld', 'enquiry', ['fixed', 'answered']],
  unknownQueue: ['Highways', 'bins', ['potholes', 'street-lighting']],
  unfit: [{ field: 'services.0.queue', message: 'Highways has no queue “bins”. Publish it.' }],
  enoughForToday: [3],
  unansweredQuestion: ['bin', 'Which bin was missed?'],
  unfitEvidence: ['url', 'A link is nothing without its address.'],
  stillOpen: [2],
  unscored: [['1.1.1', '1.1.2']],
  evidenceWithdrawn: [['1.1.1', '1.1.2']],
};

const refusals = Object.entries({
  'a case': aCase,
  'an assessment': assessment,
  'a customer': customer,
  'the catalogue': catalogue,
  anybody: { inTheFuture },
}).flatMap(([of, refuse]) =>
  Object.entries(refuse).map(([name, make]): [string, string, Rejection] => [
    of,
    name,
    (make as Refuse)(...(said[name] ?? ['one', 'another'])),
  ]),
);

/** Sentences end so, also where somebody is quoted. */
const ends = /[.?!][”)]?(?= |$)/g;

describe.each([
  ...refusals,
  ['a case', 'extensionTooLong, where there is none', aCase.extensionTooLong(0)] as const,
])('%s refuses: %s', (_of, _name, { code, reason }) => {
  it('says what is so, and then what to do next', () => {
    expect(reason.match(ends)?.length).toBeGreaterThanOrEqual(2);
    expect(reason).toMatch(/^[“A-Za-z].*\.$/);
    expect(reason).not.toMatch(/undefined|\[object/);
  });

  it('has a code for programs', () => expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/));
});
