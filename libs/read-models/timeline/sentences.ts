import type { CaseEvent } from '../../domain/case/case-events';
import type { TargetName } from '../../domain/standards/standard';
import type { When } from '../../domain/case/vocabulary';
import { inWords, instantInWords } from './dates-in-words';

/** What codes are called. */
export interface Names {
  service(code: string): string;
  department(code: string): string;
}

/** An event with its box opened; whatever is missing from it has been forgotten, as the law asks. */
type Told = { [Type in CaseEvent['type']]: Told1<Extract<CaseEvent, { type: Type }>['data']> };
type Told1<Data> = Partial<Data> & Record<string, unknown>;

/** What we say to the customer of each event, in the second person; nothing where it is not for them. */
const sentences: {
  [Type in CaseEvent['type']]: ((told: Told[Type], names: Names) => string) | undefined;
} = {
  QueryRaised: ({ kind, service, channel, summary }, names) =>
    `We received your ${words(kind)} about ${names.service(service?.code ?? '')}${by(channel)}${quoted(summary)}.`,
  QueryAcknowledged: ({ reference, promised = [] }) =>
    [
      `We gave you the reference ${reference}`,
      ...promised.map(({ target, due }) => `promised to ${promise(target)} by ${instantInWords(due)}`),
    ].join(' and ') + '.',
  ForwardedToDepartment: ({ department }, names) => `We passed it to ${names.department(department ?? '')}.`,
  ReturnedByDepartment: ({ department }, names) =>
    `${names.department(department ?? '')} found that it is not theirs, so we are finding who can help.`,
  OfficerAssigned: undefined,
  OfficerReleased: undefined,
  ActionScheduled: ({ what, when }) => `We planned ${what ? `“${what}”` : 'an action'} for ${moment(when)}.`,
  ActionRescheduled: ({ when, was, reason }) =>
    `We moved the action planned for ${moment(was)} to ${moment(when)}${because(reason)}.`,
  ActionCancelled: ({ reason }) => `We cancelled a planned action${because(reason)}.`,
  ActionTaken: ({ outcome, note }) => {
    const said = {
      done: 'We did what we planned',
      'partly-done': 'We did part of what we planned',
      'not-found': 'We came, but could not find what you described',
      'no-access': 'We came, but could not get in',
    }[outcome ?? 'done'];
    return `${said}${quoted(note)}.`;
  },
  InformationRequested: ({ of, what }) =>
    of === 'customer'
      ? `We need to know something from you${quoted(what)}. The clock stands still until you answer.`
      : `We asked others for information${quoted(what)}. The clock stands still until they answer.`,
  InformationReceived: () => 'We received the information that we had asked for.',
  ClockPaused: ({ reason }) => `We stopped the clock: ${words(reason)}.`,
  ClockResumed: () => 'The clock runs again.',
  DelayNotified: ({ newDate, reason }) =>
    `We told you that it will take until ${newDate ? inWords(newDate) : 'later'}${because(reason)}.`,
  TargetMissed: ({ target, dueAt }) =>
    `We had promised to ${promise(target ?? 'resolve')} by ${instantInWords(dueAt ?? '')}, and did not. We are sorry.`,
  ContactRecorded: ({ direction, channel, note }) =>
    `${direction === 'inbound' ? 'You contacted us' : 'We contacted you'}${by(channel)}${quoted(note)}.`,
  NoteAdded: ({ text }) => `We noted${quoted(text)}.`,
  DocumentAttached: ({ name }) => `A document was added${quoted(name)}.`,
  MarkedDuplicate: ({ of }) => `It is about the same thing as ${of}, and is answered together with it.`,
  DuplicateUndone: () => 'It turned out to be a matter of its own, and goes on.',
  Reclassified: ({ kind, service }, names) =>
    `We now treat it as a ${words(kind)} about ${names.service(service?.code ?? '')}.`,
  Resolved: ({ outcome, explanation }) => `We resolved it: ${words(outcome)}${quoted(explanation)}.`,
  Closed: ({ reason }) =>
    reason === 'no-answer-from-customer' ? 'We closed it because we did not hear from you.' : 'We closed it.',
  Reopened: ({ by: who, reason }) =>
    `${who === 'customer' ? 'You asked us to open it again' : 'We opened it again'}${because(reason)}.`,
  Withdrawn: ({ by: who, reason }) =>
    `${who === 'customer' ? 'You withdrew it' : 'We withdrew it'}${because(reason)}.`,
  ComplaintEscalated: () => 'Your complaint went to stage 2, where somebody else looks at it afresh.',
  FeedbackGiven: ({ overall }) => `You told us how we did: ${overall} out of 5.`,
};

/** Whether the customer is told of an event: by its type and, where the data is at hand, by what it says. */
export function isTold(type: string, data: Record<string, unknown> = {}): boolean {
  if (!(sentences as Record<string, unknown>)[type]) return false;
  if (data['visibility'] === 'staff') return false;
  // A pause for a question is told by the question; its end by the answer.
  return !((type === 'ClockPaused' || type === 'ClockResumed') && isPauseForAnswer(data));
}

/** The sentence for an event whose box is opened (or gone). */
export function sentence(type: string, told: Record<string, unknown>, names: Names): string {
  return sentences[type as CaseEvent['type']]?.(told, names) ?? '';
}

const isPauseForAnswer = (data: Record<string, unknown>): boolean =>
  data['reason'] === 'information-requested';

const words = (code = 'query'): string => code.replaceAll('-', ' ');
const quoted = (text: string | undefined): string => (text ? `: “${text.replace(/\.$/, '')}”` : '');
const because = (reason: string | undefined): string => quoted(reason);

function by(channel: string | undefined): string {
  const phrases: Record<string, string> = {
    online: ' through our website',
    app: ' through the app',
    phone: ' by phone',
    email: ' by email',
    'in-person': ' in person',
    post: ' by post',
    social: ' through social media',
    staff: ' through a colleague',
  };
  return phrases[channel ?? ''] ?? '';
}

function promise(target: TargetName): string {
  return { acknowledge: 'acknowledge it', respond: 'answer it', resolve: 'resolve it' }[target];
}

function moment(when: When | undefined): string {
  if (!when) return 'a day to be told';
  if ('day' in when) return inWords(when.day);
  return `${instantInWords(when.from, 'with time')} to ${instantInWords(when.to, 'time only')}`;
}
