import type { CaseCommand } from '@guildhall/domain/case/case-commands';
import { type CaseClock, promisedBy, unwoundClock } from '@guildhall/domain/case/case-clock';
import { toLondon } from '@guildhall/domain/standards/london-time';
import type { Catalogue } from '@guildhall/domain/catalogue/catalogue';
import { ask, raise } from '@guildhall/testing/case-builders';
import { officers } from '../../apps/demo/people';
import type { Random } from '../../apps/demo/random';
import { type Demand, demands, wards } from '../../apps/demo/town';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Different people, for every case that is raised. */
const PEOPLE_PER_CASE = 0.4;

const demandBy = new Map(demands.map((demand) => [demand.service, demand]));
const howOften = Object.fromEntries(demands.map(({ service, perWeek }) => [service, perWeek]));
const people = Object.fromEntries(wards.map(({ name, people }) => [name, people]));

export interface PastCase {
  customerId: string | undefined;
  commands: CaseCommand[];
}

export interface Moment {
  raisedAt: number;
  /** It is still open: what would have come next has not. */
  isOpen: boolean;
  /** How many cases there are in all. */
  of: number;
}

/**
 * One case of a town, from when it was raised to its end: for most of them raised, acknowledged, forwarded, resolved and
 * closed; some are planned, sent back, chased, late, reopened, thought of. Instants: UTC milliseconds.
 */
export function pastCase(random: Random, catalogue: Catalogue, { raisedAt, isOpen, of }: Moment): PastCase {
  const demand = demandBy.get(random.weighted(howOften)) as Demand;
  const { version, definition } = catalogue.service(demand.service) ?? unknown(demand.service);
  const channel = random.weighted(demand.channels);
  const customerId = random.chance(0.8) ? person(random.whole(1, of * PEOPLE_PER_CASE)) : undefined;
  const standard = catalogue.standardFor({ kind: definition.kind, channel, service: definition });
  const { department, queue } = definition;
  const officer = random.pick(officers[department] ?? []);
  const commands: CaseCommand[] = [];
  let at = raisedAt;
  const next = (hours: number): string => new Date((at += Math.ceil(hours * HOUR))).toISOString();

  commands.push(
    raise(
      {
        kind: definition.kind,
        service: { code: definition.code, version },
        standard,
        channel,
        summary: random.pick(demand.summaries),
        customerId,
        location: { lat: 54.57, lon: -1.31, ward: random.weighted(people) },
      },
      next(0),
    ),
  );
  if (random.chance(0.85)) {
    const clock: CaseClock = { ...unwoundClock, startedAt: raisedAt, standard };
    const occurredAt = next(random.waiting(1, 1.5));
    const promised = promisedBy(clock, catalogue, occurredAt);
    commands.push(ask('AcknowledgeQuery', { reference: 'FTV-8BD-WQPC', channel, promised }, occurredAt));
  }
  if (demand.firstContact === undefined || !random.chance(demand.firstContact)) {
    if (random.chance(0.05)) {
      commands.push(
        ask('ForwardToDepartment', { department: 'environment', queue: 'cleansing' }, next(1)),
        ask('ReturnToContactCentre', { reason: 'This is not ours.', suggested: department }, next(6)),
      );
    }
    commands.push(ask('ForwardToDepartment', { department, queue }, next(random.waiting(2, 1))));
    if (isOpen ? random.chance(0.6) : random.chance(0.1)) {
      commands.push(ask('AssignOfficer', { officer }, next(random.waiting(3, 1))));
    }
  }
  const takes = random.waiting(demand.takes * 3, demand.spread);
  if (random.chance(0.06)) {
    const purpose = random.pick(['chasing-progress', 'new-information'] as const);
    const said = { contactId: 'call', direction: 'inbound', channel: 'phone', purpose } as const;
    commands.push(ask('RecordContact', said, next(takes / 2)));
  }
  if (random.chance(0.03)) {
    const newDate = toLondon(at + 14 * DAY).date;
    const delay = { newDate, reason: 'We wait for a part.', facts: { extensionAtMost: 0 } };
    commands.push(ask('NotifyDelay', { target: 'resolve', ...delay }, next(1)));
  }
  if (demand.action !== undefined && random.chance(0.3)) {
    const day = toLondon(at + takes * HOUR).date;
    const action = { actionId: 'visit', what: demand.action, when: { day } };
    commands.push(ask('ScheduleAction', action, next(1)));
    if (isOpen) return { customerId, commands };
    commands.push(ask('RecordAction', { actionId: 'visit', outcome: 'done' }, next(takes * random.between(0.6, 1.2)))); // prettier-ignore
  }
  if (isOpen) return { customerId, commands };

  if (random.chance(0.02)) {
    commands.push(ask('Withdraw', { by: 'customer' }, next(takes)));
    return { customerId, commands };
  }
  const outcome =
    definition.kind === 'complaint'
      ? random.weighted({ upheld: 24, 'partly-upheld': 31, 'not-upheld': 45 })
      : demand.action === undefined
        ? ('answered' as const)
        : random.weighted({ fixed: 85, 'no-action-needed': 10, 'could-not-complete': 5 });
  commands.push(ask('Resolve', { outcome }, next(takes)));
  if (definition.kind !== 'complaint' && random.chance(0.04)) {
    commands.push(
      ask('Reopen', { by: 'customer', reason: 'It is not mended.' }, next(random.waiting(240, 1))),
      ask('Resolve', { outcome }, next(takes)),
    );
  }
  commands.push(ask('Close', { reason: 'resolved' }, next(0.1)));
  if (random.chance(0.12)) {
    const score = (): number => random.whole(1, 5);
    const scores = { delivery: score(), timeliness: score(), information: score(), professionalism: score(), staffAttitude: score() }; // prettier-ignore
    commands.push(ask('GiveFeedback', { scores, overall: score() }, next(random.waiting(30, 0.6))));
  }
  return { customerId, commands };
}

const person = (number: number): string =>
  `00000000-0000-4000-8000-${String(Math.ceil(number)).padStart(12, '0')}`;

function unknown(service: string): never {
  throw new Error(`The catalogue has no service ${service}`);
}
