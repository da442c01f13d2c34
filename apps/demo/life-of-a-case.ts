import type { CaseRequest } from '@guildhall/application/case/look-up-facts';
import type { QueryToRaise } from '@guildhall/application/case/raise-query';
import { referenceFor } from '@guildhall/domain/case/case-reference';
import type { Outcome } from '@guildhall/domain/case/vocabulary';
import { toLondon } from '@guildhall/domain/standards/london-time';
import type { Actor } from '@guildhall/event-sourcing/metadata';
import type { OfficeHours } from './office-hours';
import { address, officers, somebody } from './people';
import type { Random } from './random';
import { type Demand, wards } from './town';

/** Something that somebody did to a case, and when (UTC milliseconds). */
export interface Step {
  at: number;
  by: Actor;
  request: CaseRequest;
}

/** A case from the first word to the last, as it will turn out. */
export interface Life {
  /** The id of the command that raises it: a UUID. */
  id: string;
  raisedAt: number;
  by: Actor;
  query: QueryToRaise;
  /** The case that it turns out to be a duplicate of. */
  original?: Life;
  steps: Step[];
}

/** What a case needs to know of the council it is in. */
export interface Setting {
  random: Random;
  office: OfficeHours;
  /** The department that the service belongs to. */
  department: string;
  /** A case like it that was raised shortly before: it may be the same thing. */
  before?: Life;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const agent = (id: string): Actor => ({ kind: 'agent', id });
const officer = (id: string): Actor => ({ kind: 'officer', id });
const customer: Actor = { kind: 'customer', id: 'website' };

/** Lives one case through. What comes after the end of the demonstration is cut off later: that case is still open. */
export function lifeOf(id: string, demand: Demand, raisedAt: number, setting: Setting): Life {
  const { random, before } = setting;
  const channel = random.weighted(demand.channels);
  const takenBy = ['online', 'app'].includes(channel)
    ? customer
    : agent(random.pick(officers['customer-services'] ?? []));
  const life: Life = { id, raisedAt, by: takenBy, query: whatIsAsked(demand, channel, random), steps: [] };
  const tell = new Story(life, setting, demand);
  tell.acknowledged();
  if (before?.query.location && isPursued(before) && random.chance(0.05)) tell.duplicateOf(before);
  else if (random.chance(demand.firstContact ?? 0)) tell.settledAtOnce();
  else tell.worked();
  return life;
}

/** Nobody is answered with a query that was withdrawn. */
const isPursued = ({ steps }: Life): boolean => steps.every(({ request }) => request.type !== 'Withdraw');

function whatIsAsked(demand: Demand, channel: QueryToRaise['channel'], random: Random): QueryToRaise {
  const ward = wards.find(({ name }) => name === random.weighted(Object.fromEntries(wards.map(({ name, people }) => [name, people])))); // prettier-ignore
  const place = demand.action && ward;
  return {
    service: demand.service,
    channel,
    summary: random.pick(demand.summaries),
    // Whoever reports a hole in the road need not say who they are.
    ...(random.chance(demand.action ? 0.8 : 0.97) && { customer: somebody(random, channel) }),
    ...(place && {
      location: {
        lat: rounded(place.lat + 0.006 * random.normal()),
        lon: rounded(place.lon + 0.009 * random.normal()),
        ward: place.name,
      },
      address: address(random),
    }),
    ...(demand.answers && {
      answers: Object.fromEntries(
        Object.entries(demand.answers).map(([question, choices]) => [question, random.pick(choices)]),
      ),
    }),
  };
}

const rounded = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

/** Tells what happens to a case, step after step, each at its working moment. */
class Story {
  private at: number;
  private steps = 0;

  constructor(
    private readonly life: Life,
    private readonly setting: Setting,
    private readonly demand: Demand,
  ) {
    this.at = life.raisedAt;
  }

  acknowledged(): void {
    const { channel } = this.life.query;
    const atOnce = ['online', 'app', 'phone', 'in-person'].includes(channel);
    if (atOnce) this.wait(0.02);
    else this.work(this.setting.random.waiting(4, 0.9));
    this.do(atOnce ? this.life.by : this.contactCentre(), { type: 'AcknowledgeQuery', channel });
  }

  settledAtOnce(): void {
    this.wait(this.setting.random.between(0.05, 0.25));
    this.do(this.contactCentre(), {
      type: 'Resolve',
      outcome: 'answered',
      explanation: 'Answered while we spoke.',
    });
    this.closed();
    this.feedback(0.16, 4.4);
  }

  duplicateOf(original: Life): void {
    this.life.original = original;
    this.life.query = {
      ...this.life.query,
      location: original.query.location,
      address: original.query.address,
    };
    this.work(this.setting.random.waiting(2, 0.7));
    const by = this.contactCentre();
    this.do(by, { type: 'MarkDuplicate', of: referenceFor(original.id) });
    this.do(by, { type: 'Close', reason: 'duplicate' });
  }

  worked(): void {
    const { random, department } = this.setting;
    const { misroute } = this.demand;
    this.work(random.waiting(1, 0.8));
    if (misroute && random.chance(misroute.often)) this.sentToTheWrongOnes(misroute.to, department);
    this.do(this.contactCentre(), { type: 'ForwardToDepartment', department });
    if (random.chance(0.02)) {
      this.withdrawn();
      return;
    }

    const who = random.pick(officers[department] ?? []);
    const late = random.chance(0.13);
    const takes = random.waiting(this.demand.takes, this.demand.spread) * (late ? 2.2 : 1);
    this.work(Math.min(takes * 0.2, 16));
    this.do(officer(who), { type: 'AssignOfficer', officer: who });
    if (random.chance(0.06)) this.askedForMore(who);
    if (late && random.chance(0.5)) this.delayed(who);
    if (late) this.chased();
    if (this.demand.action) this.actedOn(who, takes);
    else this.work(takes * 0.7);
    this.resolved(who);
    this.afterwards(who, late);
  }

  private sentToTheWrongOnes(wrong: string, right: string): void {
    const { random } = this.setting;
    this.do(this.contactCentre(), { type: 'ForwardToDepartment', department: wrong });
    this.work(random.waiting(6, 0.7));
    const who = random.pick(officers[wrong] ?? []);
    this.do(officer(who), { type: 'ReturnToContactCentre', reason: 'This is not ours.', suggested: right });
    this.work(random.waiting(2, 0.7));
  }

  private actedOn(who: string, takes: number): void {
    const { random } = this.setting;
    const action = { actionId: 'visit', what: this.demand.action ?? '' };
    const planned = toLondon(this.setting.office.after(this.at, takes * 0.6 * HOUR)).date;
    this.do(officer(who), { type: 'ScheduleAction', ...action, when: { day: planned } });
    if (random.chance(0.07)) {
      this.work(takes * 0.2);
      const later = toLondon(this.setting.office.after(this.at, (takes * 0.5 + 9) * HOUR)).date;
      const change = { actionId: 'visit', when: { day: later }, reason: 'The crew was called away.' };
      if (later !== planned) this.do(officer(who), { type: 'RescheduleAction', ...change });
    }
    this.work(random.waiting(takes * 0.55, 0.2));
    const outcome = random.weighted({ done: 92, 'partly-done': 4, 'not-found': 3, 'no-access': 1 });
    this.do(officer(who), { type: 'RecordAction', actionId: 'visit', outcome });
    if (outcome !== 'partly-done') return;
    this.work(takes * 0.4);
    this.do(officer(who), { type: 'RecordAction', actionId: 'second-visit', outcome: 'done' });
  }

  private askedForMore(who: string): void {
    const { random } = this.setting;
    this.work(1);
    this.do(officer(who), { type: 'RequestInformation', requestId: 'details', of: 'customer', what: 'Could you tell us exactly where, and send a photograph?' }); // prettier-ignore
    this.at += random.waiting(2, 0.8) * DAY;
    this.do(agent('d.okafor'), { type: 'ReceiveInformation', requestId: 'details' });
  }

  private chased(): void {
    const { random } = this.setting;
    this.work(random.waiting(12, 0.5));
    const purpose = random.weighted({
      'chasing-progress': 70,
      'repeating-themselves': 15,
      'new-information': 15,
    });
    this.do(this.contactCentre(), { type: 'RecordContact', contactId: 'call-back', direction: 'inbound', channel: random.weighted({ phone: 75, email: 25 }), purpose }); // prettier-ignore
  }

  private delayed(who: string): void {
    const newDate = toLondon(this.setting.office.after(this.at, this.demand.takes * 2 * HOUR)).date;
    this.do(officer(who), {
      type: 'NotifyDelay',
      target: 'resolve',
      newDate,
      reason: 'We are waiting for a part.',
    });
  }

  private resolved(who: string): void {
    const { random } = this.setting;
    this.work(random.waiting(1, 0.5));
    this.do(officer(who), { type: 'Resolve', outcome: this.outcome() });
    if (this.life.query.customer && random.chance(0.72)) this.told(who);
  }

  /** Somebody rings or writes to say how it went. */
  private told(who: string): void {
    const { random } = this.setting;
    this.wait(random.between(0.1, 1));
    const channel = random.weighted({ phone: 55, email: 45 });
    const contactId = `told-${this.steps}`;
    this.do(officer(who), { type: 'RecordContact', contactId, direction: 'outbound', channel, purpose: 'answer' }); // prettier-ignore
  }

  private outcome(): Outcome {
    const { random } = this.setting;
    const { service, action } = this.demand;
    if (service === 'complaint')
      return random.weighted({ upheld: 24, 'partly-upheld': 31, 'not-upheld': 45 });
    if (!action) return random.weighted({ answered: 94, 'no-action-needed': 6 });
    return random.weighted({
      fixed: 84,
      'no-action-needed': 8,
      'not-responsible': 5,
      'could-not-complete': 3,
    });
  }

  /** “It isn't fixed”; a complaint's second stage; what they thought of it. */
  private afterwards(who: string, late: boolean): void {
    const { random } = this.setting;
    const complaint = this.demand.service === 'complaint';
    if (complaint && random.chance(0.14)) {
      this.at += random.waiting(6, 0.5) * DAY;
      this.do(customer, { type: 'EscalateComplaint', reason: 'I am not satisfied with the answer.' });
      this.work(random.waiting(95, 0.4));
      this.resolved('a.bell');
    } else if (!complaint && random.chance(0.045)) {
      this.at += random.waiting(5, 0.8) * DAY;
      this.do(customer, { type: 'Reopen', by: 'customer', reason: 'It is not fixed.' });
      this.work(random.waiting(this.demand.takes * 0.6, 0.5));
      this.do(officer(who), { type: 'RecordAction', actionId: 'return-visit', outcome: 'done' });
      this.resolved(who);
    }
    this.closed();
    this.feedback(late ? 0.2 : 0.14, late ? 2.6 : 4.1);
  }

  private closed(): void {
    this.wait(0.1);
    this.do(agent('s.price'), { type: 'Close', reason: 'resolved' });
  }

  private withdrawn(): void {
    this.work(this.setting.random.waiting(8, 0.8));
    this.do(customer, { type: 'Withdraw', by: 'customer', reason: 'It has sorted itself out.' });
  }

  /** Some answer the survey; whoever waited too long says so. */
  private feedback(often: number, mean: number): void {
    const { random } = this.setting;
    if (!this.life.query.customer || !random.chance(often)) return;
    this.at += random.waiting(1.5, 0.6) * DAY;
    const score = (lean: number): number =>
      Math.min(5, Math.max(1, Math.round(mean + lean + random.normal())));
    const scores = { delivery: score(0), timeliness: score(-0.3), information: score(-0.2), professionalism: score(0.4), staffAttitude: score(0.5) }; // prettier-ignore
    this.do(customer, { type: 'GiveFeedback', scores, overall: score(0.1) });
  }

  private contactCentre(): Actor {
    return agent(this.setting.random.pick(officers['customer-services'] ?? []));
  }

  /** Hours of work go by. */
  private work(hours: number): void {
    this.at = this.setting.office.after(this.at, Math.round(hours * HOUR));
  }

  /** Hours go by. */
  private wait(hours: number): void {
    this.at += Math.round(hours * HOUR);
  }

  private do(by: Actor, request: CaseRequest): void {
    // No two steps of a case at the same instant: what came first is plain.
    this.at += ++this.steps;
    this.at = Math.round(this.at);
    this.life.steps.push({ at: this.at, by, request });
  }
}
