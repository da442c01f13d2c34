import { evaluateTargets } from './targets-of-case';
import { calendarFrom } from './calendar';
import { defaultCatalogue } from '../catalogue/default-catalogue';
import { explainTarget } from './explain-target';
import { fromLondon, toLondon } from './london-time';
import type { Pause } from './pauses';
import type { CalendarCode } from './calendar';
import type { StandardDefinition, TargetName } from './standard';

/*
 * Every clock that ships, by examples that a lawyer can check against the clause. The bank holidays are those that ship:
 * GOV.UK's as published in 2025. Everything happens at noon in London, or at the time that stands behind the date.
 */

const { standards, calendars } = defaultCatalogue();
/** `2026-06-01`, at noon; or `2026-06-01 09:30`. */
function moment(text: string): number {
  const [date = '', time = '12:00'] = text.split(' ');
  const [hours, minutes] = time.split(':').map(Number);
  return fromLondon(date, (hours ?? 0) * 60 + (minutes ?? 0));
}

interface Happened {
  received: string;
  acknowledged?: string;
  waits?: readonly { for: string; asked: string; answered?: string }[];
  extension?: number;
}

function standardCalled(code: string): StandardDefinition {
  const found = standards.find((standard) => standard.code === code);
  if (!found) throw new Error(`${code} is not among the default standards`);
  return found;
}

const pausesOf = ({ waits = [] }: Happened): Pause[] =>
  waits.map(({ for: reason, asked, answered }) => ({
    reason,
    from: moment(asked),
    to: answered === undefined ? undefined : moment(answered),
  }));

function evaluated(standard: StandardDefinition, target: TargetName, happened: Happened) {
  return evaluateTargets({
    standard,
    calendar: calendarFrom(calendars, standard.calendar),
    raisedAt: moment(happened.received),
    acknowledgedAt: happened.acknowledged === undefined ? undefined : moment(happened.acknowledged),
    pauses: pausesOf(happened),
    extensions: { [target]: happened.extension },
  }).find((one) => one.target === target);
}

/** The date a target is due on; 'paused' or 'not started' where there is none. */
function due(code: string, target: TargetName, happened: Happened, calendar?: CalendarCode): string {
  const standard = standardCalled(code);
  const found = evaluated({ ...standard, calendar: calendar ?? standard.calendar }, target, happened);
  if (found?.due !== undefined) return toLondon(found.due).date;
  return found?.paused ? 'paused' : 'not started';
}

/** The instant a target is due at, in UTC. */
const dueInstant = (standard: StandardDefinition, target: TargetName, happened: Happened): string =>
  new Date(evaluated(standard, target, happened)?.due ?? NaN).toISOString();

/** What the customer is told of each day that is not an ordinary one. */
function why(code: string, happened: Happened, ...dates: string[]): string[] {
  const standard = standardCalled(code);
  const policy = standard.targets.find(({ target }) => target === 'respond');
  if (!policy) throw new Error(`${code} sets no time to respond`);
  const { days, conclusion } = explainTarget(policy, standard, calendarFrom(calendars, standard.calendar), {
    startedAt: moment(happened.received),
    pauses: pausesOf(happened),
    extension: happened.extension,
  });
  return [...days.filter(({ date }) => dates.includes(date)).map((day) => day.why), conclusion];
}

/** Freedom of Information Act 2000. */
describe('a freedom of information request', () => {
  const foi = (happened: Happened): string => due('foi', 'respond', happened);

  /** s.10(1): "the twentieth working day following the date of receipt". */
  it('received on Monday 1 June 2026 is due on Monday 29 June', () =>
    expect(foi({ received: '2026-06-01' })).toBe('2026-06-29'));

  /** s.10(6): a bank holiday "in any part of the United Kingdom" is no working day: 13 July in Northern Ireland. */
  it('counts no holiday anywhere in the United Kingdom', () =>
    expect(foi({ received: '2026-06-15' })).toBe('2026-07-14'));

  /**
   * s.10(6), counted by hand on a calendar of all four nations: St Andrew's Day is Scotland's, St Patrick's Day Northern
   * Ireland's, and on 4 January 2027 Scotland has its 2 January.
   */
  it.each([
    ['2026-03-02', 'over St Patrick’s Day', '2026-03-31'],
    ['2026-06-06', 'on a Saturday', '2026-07-03'],
    ['2026-11-06', 'over St Andrew’s Day', '2026-12-07'],
    ['2026-12-14', 'over Christmas and New Year', '2027-01-15'],
  ])('received on %s, %s, is due on the twentieth working day', (received, _, expected) =>
    expect(foi({ received })).toBe(expected),
  );

  /** s.10(2): the days from the fees notice to the payment, both included, are disregarded. */
  it('leaves out the working days from the fees notice to the payment', () =>
    expect(
      foi({
        received: '2026-06-01',
        waits: [{ for: 'fee', asked: '2026-06-10', answered: '2026-06-12' }],
      }),
    ).toBe('2026-07-02'));

  /**
   * s.10(2) with s.10(6): from the notice on Friday 22 May to the payment on Tuesday 26 May lie two working days, for the
   * 25th is the spring bank holiday. So 16 June becomes 18 June.
   */
  it('leaves out no weekend and no bank holiday twice', () => {
    expect(foi({ received: '2026-05-18' })).toBe('2026-06-16');
    const waits = [{ for: 'fee', asked: '2026-05-22', answered: '2026-05-26' }];
    expect(foi({ received: '2026-05-18', waits })).toBe('2026-06-18');
  });

  /** s.1(3), s.10(6)(b): the date of receipt is the day on which the clarification is received. */
  it('that needs a clarification is counted from the day it arrives', () => {
    const waits = [{ for: 'clarification', asked: '2026-06-10', answered: '2026-06-15' }];
    expect(foi({ received: '2026-06-01', waits })).toBe(foi({ received: '2026-06-15' }));
  });

  it('has no date while the clarification is awaited', () =>
    expect(foi({ received: '2026-06-01', waits: [{ for: 'clarification', asked: '2026-06-10' }] })).toBe(
      'paused',
    ));

  /** A question that is not needed to identify the information is no ground to stop (s.1(3)); nor is consulting. */
  it('is counted on while colleagues or others are asked', () => {
    const asked = { asked: '2026-06-10', answered: '2026-06-15' };
    const waits = [
      { for: 'department-asked', ...asked },
      { for: 'third-party-asked', ...asked },
    ];
    expect(foi({ received: '2026-06-01', waits })).toBe('2026-06-29');
  });

  it('that was late before anything was asked stays late', () =>
    expect(
      foi({
        received: '2026-06-01',
        waits: [{ for: 'clarification', asked: '2026-06-30', answered: '2026-07-06' }],
      }),
    ).toBe('2026-06-29'));

  it('says why in words that can be followed', () => {
    const waits = [{ for: 'clarification', asked: '2026-06-10', answered: '2026-06-15' }];
    expect(why('foi', { received: '2026-06-01', waits }, '2026-06-09', '2026-06-15', '2026-07-13')).toEqual([
      'set aside: the count started again once we had your clarification',
      'the day we received your clarification: the count starts again',
      'Battle of the Boyne (Orangemen’s Day) (Northern Ireland)',
      'due by the end of Tuesday 14 July 2026',
    ]);
    const open = [{ for: 'clarification', asked: '2026-06-10' }];
    expect(why('foi', { received: '2026-06-01', waits: open }, '2026-06-10')).toEqual([
      'set aside: the count starts again once we have your clarification',
      'paused since 10 June 2026: 20 working days will be counted from the day we have your clarification',
    ]);
  });
});

/** Environmental Information Regulations 2004 (SI 2004/3391). */
describe('an environmental information request', () => {
  const eir = (happened: Happened): string => due('eir', 'respond', happened);

  /** reg.5(2). */
  it('is due 20 working days after it was received', () =>
    expect(eir({ received: '2026-06-01' })).toBe('2026-06-29'));

  /** reg.7(1). */
  it('is due after 40 when it is complex and voluminous', () =>
    expect(eir({ received: '2026-06-01', extension: 20 })).toBe('2026-07-28'));

  it('extended over Christmas counts no holiday of either half', () =>
    expect(eir({ received: '2026-12-14', extension: 20 })).toBe('2027-02-12'));

  /**
   * reg.7(1), reg.2(1) with FOIA s.10(6): 23 November to Christmas Eve less St Andrew's Day are 23 days, 29 to 31 December
   * 3, and after the substitutes for 1 and (in Scotland) 2 January, which are a Saturday and a Sunday, 14 to 24 January.
   */
  it('extended over a Christmas at a weekend counts none of the substitute days', () => {
    expect(eir({ received: '2027-11-22' })).toBe('2027-12-21');
    expect(eir({ received: '2027-11-22', extension: 20 })).toBe('2028-01-24');
  });

  /** reg.8: the days from the notice of an advance payment to the payment are disregarded. */
  it('leaves out the working days until an advance payment', () =>
    expect(
      eir({ received: '2026-06-01', waits: [{ for: 'fee', asked: '2026-06-10', answered: '2026-06-11' }] }),
    ).toBe('2026-07-01'));

  /** reg.9: too general; the count begins on the day after the further particulars were received. */
  it('formulated too generally is counted from the further particulars', () =>
    expect(
      eir({
        received: '2026-06-01',
        waits: [{ for: 'clarification', asked: '2026-06-03', answered: '2026-06-15' }],
      }),
    ).toBe('2026-07-14'));
});

/**
 * UK GDPR art. 12(3) and 12A; Information Commissioner's Office, Right of access, "How long do we have to comply?" and
 * "Can we extend the time for a response?".
 */
describe('a subject access request', () => {
  const sar = (happened: Happened): string => due('sar', 'respond', happened);

  it.each([
    ['3 September is due on 3 October', '2025-09-03', '2025-10-03'],
    ['31 March, as April has no 31st, on the last of April', '2026-03-31', '2026-04-30'],
    ['31 January, at the end of February, which is a Saturday, on Monday', '2026-01-31', '2026-03-02'],
    ['31 January of a leap year on 29 February', '2028-01-31', '2028-02-29'],
    ['25 November, at Christmas, on the next working day', '2025-11-25', '2025-12-29'],
    ['30 November on 30 December', '2026-11-30', '2026-12-30'],
    ['29 February on 29 March', '2028-02-29', '2028-03-29'],
    ['3 March, on Good Friday, on the Tuesday after Easter', '2026-03-03', '2026-04-07'],
  ])('received on %s', (_, received, expected) => expect(sar({ received })).toBe(expected));

  /** art. 12(3): "extended by two further months": three from the original start, not one and then two. */
  it('extended by two months is due three months after it was received', () => {
    expect(sar({ received: '2026-01-31', extension: 2 })).toBe('2026-04-30');
    expect(sar({ received: '2025-11-30', extension: 2 })).toBe('2026-03-02');
  });

  /** art. 12A: the month begins when the information asked for under art. 12(6) is received, where that is later. */
  it('starts when identity is proved, where proof was asked for', () => {
    const asked = { for: 'identity', asked: '2026-02-02' };
    expect(sar({ received: '2026-01-31', waits: [asked] })).toBe('paused');
    expect(sar({ received: '2026-01-31', waits: [{ ...asked, answered: '2026-02-10' }] })).toBe('2026-03-10');
  });

  /**
   * art. 12(3) and 12A together: three months from the proof, not from receipt. 31 January and three months end with
   * April; 30 November and three with February 2027, on a Sunday, and so on the Monday.
   */
  it('extended when identity was proved late is due three months after that', () => {
    const proved = (received: string, asked: string, answered: string): string =>
      sar({ received, extension: 2, waits: [{ for: 'identity', asked, answered }] });
    expect(proved('2026-01-15', '2026-01-19', '2026-01-31')).toBe('2026-04-30');
    expect(proved('2026-11-20', '2026-11-23', '2026-11-30')).toBe('2027-03-01');
  });

  /** art. 12A: or when a fee is paid. */
  it('starts when a fee is paid, where one is charged', () =>
    expect(
      sar({ received: '2026-06-01', waits: [{ for: 'fee', asked: '2026-06-03', answered: '2026-06-17' }] }),
    ).toBe('2026-07-17'));

  /**
   * art. 12A: the period "beginning with the day on which" a clarification is asked for and ending with the day it is
   * received does not count. Three days here: 1 July becomes 4 July, a Saturday.
   */
  it('leaves out the days of a clarification, weekends included', () =>
    expect(
      sar({
        received: '2026-06-01',
        waits: [{ for: 'clarification', asked: '2026-06-10', answered: '2026-06-12' }],
      }),
    ).toBe('2026-07-06'));

  /** The same over the spring bank holiday: five days, Friday to Tuesday. 1 June becomes 6 June, a Saturday. */
  it('leaves out the days of a clarification, bank holidays included', () =>
    expect(
      sar({
        received: '2026-05-01',
        waits: [{ for: 'clarification', asked: '2026-05-22', answered: '2026-05-26' }],
      }),
    ).toBe('2026-06-08'));

  it('says how the date was found', () => {
    expect(
      why('sar', { received: '2026-01-31' }, '2026-02-01', '2026-02-28', '2026-03-01', '2026-03-02'),
    ).toEqual([
      'day 1 of 28',
      'Saturday: the time is up (1 month after 31 January 2026: February has no 31st, so it is the last day of February), but not on a working day, so it runs on to the next',
      'Sunday',
      'day 28 of 28: the next working day',
      'due by the end of Monday 2 March 2026',
    ]);
    const waits = [{ for: 'clarification', asked: '2026-06-10', answered: '2026-06-12' }];
    expect(why('sar', { received: '2026-06-03', waits }, '2026-06-11', '2026-07-06')).toEqual([
      'paused while we waited for your clarification: the clock stopped on 10 June 2026 and started again on 12 June 2026',
      'day 30 of 30: 1 month after 3 June 2026, and 3 days more because the clock stood still',
      'due by the end of Monday 6 July 2026',
    ]);
    expect(why('sar', { received: '2026-01-31', extension: 2 }, '2026-04-30')).toEqual([
      'day 89 of 89, in the extension: 3 months after 31 January 2026: April has no 31st, so it is the last day of April',
      'due by the end of Thursday 30 April 2026',
    ]);
  });
});

/** Local Government and Social Care Ombudsman, Complaint Handling Code, section 6. */
describe('a complaint', () => {
  /** 6.2: "within five working days of the complaint being received". */
  it('is acknowledged within 5 working days', () => {
    expect(due('complaint-stage-1', 'acknowledge', { received: '2026-06-01' })).toBe('2026-06-08');
    expect(due('complaint-stage-2', 'acknowledge', { received: '2026-06-01' })).toBe('2026-06-08');
  });

  /** 6.3: "within 10 working days of the complaint being acknowledged". */
  it('is answered at stage 1 within 10 working days of the acknowledgement', () => {
    const respond = (happened: Happened) => due('complaint-stage-1', 'respond', happened);
    expect(respond({ received: '2026-06-01' })).toBe('2026-06-22');
    expect(respond({ received: '2026-06-01', acknowledged: '2026-06-03' })).toBe('2026-06-17');
  });

  /** 6.4: an extension of "no more than 10 working days". */
  it('may be answered 10 working days later at stage 1', () => {
    const happened = { received: '2026-06-01', acknowledged: '2026-06-03' };
    expect(due('complaint-stage-1', 'respond', { ...happened, extension: 10 })).toBe('2026-07-01');
    expect(due('complaint-stage-1', 'respond', { ...happened, extension: 11 })).toBe('2026-07-01');
  });

  it('is answered at stage 2 within 20 working days of the acknowledgement, or 40 when extended', () => {
    const happened = { received: '2026-06-01', acknowledged: '2026-06-03' };
    expect(due('complaint-stage-2', 'respond', happened)).toBe('2026-07-01');
    expect(due('complaint-stage-2', 'respond', { ...happened, extension: 20 })).toBe('2026-07-29');
  });

  /** Five days to Christmas Eve, three between the holidays, and so on, by hand. */
  it('that was acknowledged a week before Christmas is answered after the holidays', () => {
    const happened = { received: '2026-12-15', acknowledged: '2026-12-17' };
    expect(due('complaint-stage-1', 'respond', happened)).toBe('2027-01-05');
    expect(due('complaint-stage-2', 'respond', happened)).toBe('2027-01-19');
  });

  it('is not delayed by asking a colleague', () =>
    expect(
      due('complaint-stage-1', 'respond', {
        received: '2026-06-01',
        acknowledged: '2026-06-03',
        waits: [{ for: 'department-asked', asked: '2026-06-05', answered: '2026-06-12' }],
      }),
    ).toBe('2026-06-17'));
});

/** Stockton-on-Tees Borough Council, published customer service standards; service requests are each council's own. */
describe('everyday promises', () => {
  it.each([
    ['a letter is answered within 10 working days', 'letters-and-emails', 'respond', '2026-06-15'],
    ['a caller is called back within 1 working day', 'calls', 'respond', '2026-06-02'],
    ['a same-day request is done in 4 working hours', 'service-request-same-day', 'resolve', '2026-06-01'],
    ['a fault is mended within 5 working days', 'service-request-5-days', 'resolve', '2026-06-08'],
  ] as const)('%s', (_, code, target, expected) =>
    expect(due(code, target, { received: '2026-06-01' })).toBe(expected),
  );

  it('a caller on the Friday before a bank holiday is called back on the Tuesday', () =>
    expect(due('calls', 'respond', { received: '2026-05-22' })).toBe('2026-05-26'));
});

/** Pauses of a count in working days: the days after the one on which it began, to the one on which it ended. */
describe('a letter that waits for the customer', () => {
  const letter = (received: string, asked: string, answered: string): string =>
    due('letters-and-emails', 'respond', { received, waits: [{ for: 'clarification', asked, answered }] });

  /** Due on 15 June without it; of Saturday to Monday, the Monday alone was a working day. */
  it('over a weekend is answered one working day later', () =>
    expect(letter('2026-06-01', '2026-06-05', '2026-06-08')).toBe('2026-06-16'));

  /** Due on 2 June without it; of Saturday to Tuesday, the Tuesday alone, for Monday 25 May is the spring bank holiday. */
  it('over a bank holiday weekend is answered one working day later too', () => {
    expect(due('letters-and-emails', 'respond', { received: '2026-05-18' })).toBe('2026-06-02');
    expect(letter('2026-05-18', '2026-05-22', '2026-05-26')).toBe('2026-06-03');
  });
});

/**
 * Summer Time Act 1972, s.1 (as amended by the Summer Time Order 2002): clocks go forward at one in the morning, Greenwich
 * mean time, on the last Sunday of March, and back at the same time on the last Sunday of October. In 2026: 29 March and
 * 25 October.
 */
describe('when the clocks change', () => {
  const calls = standardCalled('calls');
  const sameDay = standardCalled('service-request-same-day');

  it('a caller on the Friday before is called back by five on Monday, by the clock on the wall', () => {
    expect(dueInstant(calls, 'respond', { received: '2026-03-27 16:00' })).toBe('2026-03-30T16:00:00.000Z');
    expect(dueInstant(calls, 'respond', { received: '2026-10-23 16:00' })).toBe('2026-10-26T17:00:00.000Z');
  });

  it('four working hours from three on the Friday end at eleven on Monday, by the clock on the wall', () => {
    expect(dueInstant(sameDay, 'resolve', { received: '2026-03-27 15:00' })).toBe('2026-03-30T10:00:00.000Z');
    expect(dueInstant(sameDay, 'resolve', { received: '2026-10-23 15:00' })).toBe('2026-10-26T11:00:00.000Z');
  });

  it('four working hours of that very night are four hours, though the clock says five or three', () => {
    const night: StandardDefinition = { ...sameDay, openingHours: { sun: ['00:00', '08:00'] } };
    expect(dueInstant(night, 'resolve', { received: '2026-03-29 00:30' })).toBe('2026-03-29T04:30:00.000Z');
    expect(dueInstant(night, 'resolve', { received: '2026-10-25 00:30' })).toBe('2026-10-25T03:30:00.000Z');
  });
});

/**
 * A council elsewhere publishes its standards on its own calendar. St Andrew's Day Bank Holiday (Scotland) Act 2007: on a
 * Saturday or Sunday, the Monday after is the holiday. GOV.UK, bank holidays: Northern Ireland keeps 12 July likewise;
 * Easter Monday is none in Scotland.
 */
describe('the same promise in another nation', () => {
  const [letters, fault] = ['letters-and-emails', 'service-request-5-days'] as const;

  /** 30 November 2024 was a Saturday. Ten working days from 26 November, less Monday 2 December in Scotland. */
  it('over St Andrew’s Day at a weekend is kept a day later in Scotland', () => {
    const happened = { received: '2024-11-25' };
    expect(due(letters, 'respond', happened, 'scotland')).toBe('2024-12-10');
    expect(due(letters, 'respond', happened)).toBe('2024-12-09');
    expect(due(letters, 'respond', happened, 'northern-ireland')).toBe('2024-12-09');
  });

  it('over Easter is kept a day earlier in Scotland', () => {
    const happened = { received: '2026-04-02' };
    expect(due('calls', 'respond', happened, 'scotland')).toBe('2026-04-06');
    expect(due('calls', 'respond', happened)).toBe('2026-04-07');
  });

  /** Sunday 12 July 2026, so Monday the 13th; in 2027 the Monday itself. */
  it.each([
    ['2026-07-06', '2026-07-14', '2026-07-13'],
    ['2027-07-05', '2027-07-13', '2027-07-12'],
  ])('of %s, over 12 July, is kept a day later in Northern Ireland', (received, there, elsewhere) => {
    expect(due(fault, 'resolve', { received }, 'northern-ireland')).toBe(there);
    expect(due(fault, 'resolve', { received })).toBe(elsewhere);
    expect(due(fault, 'resolve', { received }, 'scotland')).toBe(elsewhere);
  });
});
