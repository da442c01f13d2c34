import type { CaseEvent, StoredCaseEvent } from '../../domain/case/case-events';
import { type Need, reasonsOfRequests } from '../../domain/case/need';
import {
  type Carrier,
  type MessageName,
  type NonDelivery,
  toldByOneWayOnly,
} from '../../domain/case/notification';
import { type Notice, noticesToCustomers } from '../../domain/case/notice';
import type { TargetName } from '../../domain/standards/standard';
import type { Channel, Kind, Outcome, Purpose, When } from '../../domain/case/vocabulary';
import { inWords, instantInWords } from './dates-in-words';

/** What codes are called. */
export interface Names {
  service(code: string): string;
  department(code: string): string;
}

/** What an event says once its box is opened; of what was in the box, all or nothing is left. */
type Told<Type extends CaseEvent['type']> = Extract<StoredCaseEvent, { type: Type }>['data'] &
  Partial<Extract<CaseEvent, { type: Type }>['data']>;

/** What we say to the customer of each event, in the second person; nothing where it is not for them. */
const sentences: {
  [Type in CaseEvent['type']]: ((told: Told<Type>, names: Names) => string) | undefined;
} = {
  QueryRaised: ({ channel, summary, ...what }, names) =>
    `We received your ${matter(what, names)}${by(channel)}${quoted(summary)}.`,
  QueryAcknowledged: ({ reference, promised }) => {
    const dates = promised
      .filter(({ target }) => target !== 'acknowledge')
      .map(({ target, due }) => `to ${promise(target)} by ${instantInWords(due)}`);
    const promises = dates.length > 0 ? `, and promised ${dates.join(' and ')}` : '';
    return `We gave you the reference ${reference}${promises}.`;
  },
  ForwardedToDepartment: ({ department }, names) => `We passed it to ${names.department(department)}.`,
  ReturnedByDepartment: ({ department }, names) =>
    `${names.department(department)} found that it is not theirs, so we are finding who can help.`,
  OfficerAssigned: undefined,
  OfficerReleased: undefined,
  ActionScheduled: ({ what, when }) =>
    `We planned ${what ? inQuotes(what) : 'an action'} for ${moment(when)}.`,
  ActionRescheduled: ({ when, was, reason }) =>
    `We moved the action planned for ${moment(was)} to ${moment(when)}${quoted(reason)}.`,
  ActionCancelled: ({ reason }) => `We cancelled a planned action${quoted(reason)}.`,
  ActionTaken: ({ outcome, note }) => {
    const said = {
      done: 'We did the work',
      'partly-done': 'We did part of the work',
      'not-found': 'We came, but could not find what you described',
      'no-access': 'We came, but could not get in',
    }[outcome];
    return `${said}${quoted(note)}.`;
  },
  InformationRequested: ({ of, need, clock, what }) => {
    const who = of === 'customer' ? 'you' : 'they';
    const then = {
      stops: ` The clock stands still until ${who} answer.`,
      'starts-again': ` Our time to answer is counted again from the day ${who} do.`,
      'runs-on': '',
    }[clock];
    return `${of === 'customer' ? needs[need] : 'We asked others for information'}${quoted(what)}.${then}`;
  },
  InformationReceived: () => 'We received the information that we had asked for.',
  ClockPaused: ({ reason }) => `We stopped the clock: ${words(reason)}.`,
  ClockResumed: () => 'The clock runs again.',
  DelayNotified: ({ newDate, reason }) =>
    `We told you that it will take until ${inWords(newDate)}${quoted(reason)}.`,
  TargetMissed: ({ target, dueAt }) =>
    `We had promised to ${promise(target)} by ${instantInWords(dueAt)}, and did not. We are sorry.`,
  ContactRecorded: ({ direction, channel, purpose }) =>
    direction === 'inbound'
      ? `You contacted us${by(channel)}${purposes[purpose]}.`
      : `We contacted you${by(channel)}.`,
  NoteAdded: ({ text }) => `We made a note${quoted(text)}.`,
  DocumentAttached: ({ name }) => `A document was added${quoted(name)}.`,
  MarkedDuplicate: () =>
    'We had been told of this before, so it is answered together with the earlier query.',
  DuplicateUndone: () => 'It turned out to be a matter of its own, and goes on.',
  FollowerJoined: undefined,
  FollowerLeft: undefined,
  Reclassified: (what, names) => `We now treat it as ${article(matter(what, names))}.`,
  Resolved: ({ outcome, explanation }) => `${outcomes[outcome]}${quoted(explanation)}.`,
  Closed: ({ reason }) =>
    reason === 'no-answer-from-customer' ? 'We closed it because we did not hear from you.' : 'We closed it.',
  Reopened: ({ by: who, reason }) =>
    `${who === 'customer' ? 'You asked us to open it again' : 'We opened it again'}${quoted(reason)}.`,
  Withdrawn: ({ by: who, reason }) =>
    `${who === 'customer' ? 'You withdrew it' : 'We withdrew it'}${quoted(reason)}.`,
  ComplaintEscalated: () => 'Your complaint went to stage 2, where somebody else looks at it afresh.',
  FeedbackGiven: ({ overall }) => `You told us how we did: ${overall} out of 5.`,
  NotificationAttempted: ({ message, carrier }) => `We wrote you ${writings[carrier]} ${about[message]}.`,
  NotificationWithheld: ({ message, reason }) =>
    ({
      'not-wanted': `We did not write to you ${about[message]}, as you asked.`,
      'by-hand': toldByOneWayOnly.has(message)
        ? `We did not write to you ${about[message]}.`
        : `A colleague is to get in touch with you ${about[message]}.`,
      'nowhere-to-send': `We could not write to you ${about[message]}: we have no address of yours that we can use.`,
    })[reason],
  CustomerTold: ({ message, carrier }) => `We sent ${theWriting(carrier)} ${about[message]}.`,
  NotificationDelivered: ({ message, carrier }) =>
    `${capital(theWriting(carrier))} ${about[message]} arrived.`,
  NotificationFailed: ({ message, carrier, reason }) =>
    `${capital(theWriting(carrier))} ${about[message]} did not arrive: ${nonDeliveries[reason]}.`,
  NoticeRaised: ({ notice }) => notices[notice],
  NoticeSettled: undefined,
};

/** Whether the customer is told of an event: by its type and, where the data is at hand, by what it says. */
export function isTold(type: string, data: Record<string, unknown> = {}): boolean {
  if (!(sentences as Record<string, unknown>)[type]) return false;
  if (data['visibility'] === 'staff') return false;
  if (type === 'NoticeRaised' && 'notice' in data) return noticesToCustomers.has(String(data['notice']));
  // A pause for a question is told by the question; its end by the answer.
  return !((type === 'ClockPaused' || type === 'ClockResumed') && isPauseForAnswer(data));
}

/** The sentence for an event whose box is opened (or gone). */
export function sentence(type: string, told: Record<string, unknown>, names: Names): string {
  return sentences[type as CaseEvent['type']]?.(told as never, names) ?? '';
}

const isPauseForAnswer = (data: Record<string, unknown>): boolean =>
  reasonsOfRequests.has(String(data['reason']));

const words = (code: string): string => code.replaceAll('-', ' ');
const quoted = (text: string | undefined): string => (text ? `: ${inQuotes(text)}` : '');
const inQuotes = (text: string): string => `“${text.replace(/\.$/, '')}”`;
const article = (noun: string): string => `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;

/** `service request about street lighting fault`; a service that says its own kind, as `council tax enquiry`, needs no more. */
function matter(what: { kind: Kind; service: { code: string } }, names: Names): string {
  const kind = words(what.kind);
  const service = names.service(what.service.code);
  const lastWord = kind.split(' ').at(-1) ?? kind;
  return service.endsWith(lastWord) ? service : `${kind} about ${service}`;
}

const outcomes: Record<Outcome, string> = {
  fixed: 'We fixed it',
  answered: 'We answered it',
  'no-action-needed': 'We found that nothing needs to be done',
  'not-responsible': 'We found that it is not for us to do',
  'could-not-complete': 'We could not complete it',
  upheld: 'We upheld your complaint',
  'partly-upheld': 'We upheld your complaint in part',
  'not-upheld': 'We did not uphold your complaint',
};

const writings: Record<Carrier, string> = { email: 'an email', sms: 'a text message', post: 'a letter' };
const theWriting = (carrier: Carrier): string => writings[carrier].replace(/^an? /, 'the ');
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a message is about. */
const about: Record<MessageName, string> = {
  received: 'to say that we have your query',
  joined: 'to say that it is answered with an earlier one',
  parted: 'to say that it goes on by itself',
  forwarded: 'to say who deals with it',
  'action-planned': 'to say what we have planned',
  'action-taken': 'to say what we have done',
  resolved: 'with our answer',
  closed: 'to say that it is closed',
  delay: 'to say that it takes longer',
  survey: 'to ask how we did',
  'waiting-for-you': 'with a question',
  'closing-soon': 'to say that we shall close it unless you answer',
};

const nonDeliveries: Record<NonDelivery, string> = {
  refused: 'it could not be sent as it was',
  'no-such-address': 'there is no such address',
  'not-reachable': 'nobody could be reached there',
  'technical-fault': 'something went wrong on the way',
};

/** What we need of the customer. */
const needs: Record<Need, string> = {
  information: 'We need to know something from you',
  clarification: 'We need you to say more exactly what you would like',
  identity: 'We need proof of who you are',
  fee: 'We asked you for a payment',
};

/** What we raise by the clock; what is for colleagues is not told. */
const notices: Record<Notice, string> = {
  delay: 'It may take longer than we promised.',
  'closing-soon': 'We will close it unless we hear from you.',
  survey: 'We would like to know how we did.',
  'date-near': '',
  'action-today': '',
  'date-passed': '',
  'tell-by-hand': '',
};

/** What a contact was for. The words of whoever noted it are for colleagues. */
const purposes: Record<Purpose, string> = {
  'chasing-progress': ' to ask how it was going',
  'repeating-themselves': ' to tell us again',
  'new-information': ' to tell us more',
  answer: ' with an answer to our question',
  other: '',
};

function by(channel: Channel): string {
  const phrases: Partial<Record<Channel, string>> = {
    online: ' through our website',
    app: ' through the app',
    phone: ' by phone',
    email: ' by email',
    'in-person': ' in person',
    post: ' by post',
    social: ' through social media',
    staff: ' through a colleague',
  };
  return phrases[channel] ?? '';
}

function promise(target: TargetName): string {
  return { acknowledge: 'acknowledge it', respond: 'answer it', resolve: 'resolve it' }[target];
}

function moment(when: When): string {
  if ('day' in when) return inWords(when.day);
  const sameDay = instantInWords(when.from) === instantInWords(when.to);
  return `${instantInWords(when.from, 'with time')} to ${instantInWords(when.to, sameDay ? 'time only' : 'with time')}`;
}
