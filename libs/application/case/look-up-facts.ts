import type { CaseCommand } from '../../domain/case/case-commands';
import { type CaseClock, promisedBy, targetsOf } from '../../domain/case/case-clock';
import type { Classification, RecordedCaseEvent } from '../../domain/case/case-events';
import type { CaseReference } from '../../domain/case/case-reference';
import { refuse } from '../../domain/case/case-refusals';
import { type AskedOf, type Need, pauseReasonOf, waitingForAnswer } from '../../domain/case/need';
import type { Channel, Kind } from '../../domain/case/vocabulary';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import type { CatalogueOverTime } from '../../domain/catalogue/catalogue-over-time';
import { effectOn } from '../../domain/standards/pause-effect';
import type { TargetName, TargetPolicy } from '../../domain/standards/standard';
import { Rejection } from '../../event-sourcing/rejection';
import { clockAfter, stateAfter } from './case-history';

/** The commands whose rules need something that the caller does not know. */
type NeedsFacts =
  | 'RaiseQuery'
  | 'AcknowledgeQuery'
  | 'ForwardToDepartment'
  | 'RequestInformation'
  | 'NotifyDelay'
  | 'MissTarget'
  | 'MarkDuplicate'
  | 'Reclassify'
  | 'EscalateComplaint';

type Unstamped<Message> = Message extends unknown ? Omit<Message, 'occurredAt'> : never;

/** What somebody asks of a case, before the facts are looked up. */
export type CaseRequest =
  | Unstamped<Exclude<CaseCommand, { type: NeedsFacts }>>
  | { type: 'AcknowledgeQuery'; channel: Channel }
  | { type: 'ForwardToDepartment'; department: string; queue?: string; reason?: string }
  | {
      type: 'RequestInformation';
      requestId: string;
      of: AskedOf;
      need?: Need;
      what: string;
    }
  | { type: 'NotifyDelay'; target: TargetName; newDate: string; reason: string; extension?: number }
  | { type: 'MissTarget'; target: TargetName }
  | { type: 'MarkDuplicate'; of: string }
  | { type: 'Reclassify'; service?: string; kind?: Kind; reason: string }
  | { type: 'EscalateComplaint'; reason: string };

interface Sources {
  reference: CaseReference;
  occurredAt: string;
  catalogue: CatalogueOverTime;
}

/** What facts are looked up in: the case as it stands, and the catalogue of now. */
interface Known {
  reference: CaseReference;
  channel: Channel;
  classification: Classification | undefined;
  clock: CaseClock;
  catalogue: Catalogue;
  occurredAt: string;
}

/** Commands that {@link lookUpFacts} has to complete: raising and marking duplicates look up theirs elsewhere. */
type Completed = Exclude<NeedsFacts, 'RaiseQuery' | 'MarkDuplicate'>;

type CompletedRequest = Extract<CaseRequest, { type: Completed }>;

type FactsTable = {
  readonly [Type in Completed]: (
    request: Extract<CaseRequest, { type: Type }>,
    known: Known,
  ) => Unstamped<Extract<CaseCommand, { type: Type }>> | Rejection;
};

/** What the rule of each command needs to know, one for each that needs something. */
const factsTable: FactsTable = {
  AcknowledgeQuery: (request, { reference, clock, catalogue, occurredAt }) => ({
    ...request,
    reference,
    promised: promisedBy(clock, catalogue, occurredAt),
  }),

  ForwardToDepartment: (request, { classification, catalogue }) => {
    const department = catalogue.department(request.department)?.definition;
    if (!department) return refuse.unknownDepartment(request.department);
    const queues = department.queues.map(({ code }) => code);
    const service = classification && catalogue.service(classification.service.code)?.definition;
    const usual = service?.department === request.department ? service.queue : queues[0];
    const queue = request.queue ?? usual ?? '';
    return queues.includes(queue)
      ? { ...request, queue }
      : refuse.unknownQueue(department.name, queue, queues);
  },

  /** What the wait does to the targets that the case still owes. */
  RequestInformation: ({ need = 'information', ...request }, { clock, catalogue }) => {
    const reached = new Set(
      targetsOf(clock, catalogue).flatMap(({ target, reachedAt }) =>
        reachedAt === undefined ? [] : [target],
      ),
    );
    const owed = policiesOf(clock, catalogue).filter(({ target }) => !reached.has(target));
    const facts = { clock: effectOn(owed, pauseReasonOf({ of: request.of, need })) };
    return { ...request, need, basis: waitingForAnswer, facts };
  },

  NotifyDelay: (request, { clock, catalogue }) => {
    const policy = policiesOf(clock, catalogue).find(({ target }) => target === request.target);
    const { due } = targetCalled(request.target, clock, catalogue) ?? {};
    return { ...request, facts: { extensionAtMost: policy?.extension?.atMost ?? 0, dueAt: instantOf(due) } };
  },

  MissTarget: (request, { clock, catalogue }) => {
    const { due, reachedAt } = targetCalled(request.target, clock, catalogue) ?? {};
    return { ...request, facts: { dueAt: instantOf(due), reachedAt: instantOf(reachedAt) } };
  },

  Reclassify: (request, { channel, classification, catalogue }) => {
    if (!request.service && !request.kind) return refuse.nothingToReclassify();
    const code = request.service ?? classification?.service.code ?? '';
    const service = catalogue.service(code);
    if (!service) return refuse.unknownService(code);
    const kind =
      request.kind ?? (request.service ? service.definition.kind : classification?.kind) ?? 'enquiry';
    const standard = catalogue.standardFor({ kind, channel, service: service.definition });
    const to = { kind, service: { code, version: service.version }, standard };
    return { type: 'Reclassify', to, reason: request.reason };
  },

  EscalateComplaint: (request, { channel, catalogue }) => ({
    ...request,
    standard: catalogue.standardFor({ kind: 'complaint', channel, complaintStage: 2 }),
  }),
};

/** The command that the decider is asked: the request, and what its rule needs to know of the case as it stands. */
export function lookUpFacts(
  request: Exclude<CaseRequest, { type: 'MarkDuplicate' }>,
  history: readonly RecordedCaseEvent[],
  { reference, occurredAt, catalogue }: Sources,
): CaseCommand | Rejection {
  const raised = history[0];
  if (raised?.type !== 'QueryRaised') return refuse.caseNotFound();
  if (!needsFacts(request)) return { ...request, occurredAt };
  const { channel } = raised.data;
  const { classification } = stateAfter(history);
  const clock = clockAfter(history, catalogue);
  const known = { reference, channel, classification, clock, catalogue: catalogue.current, occurredAt };
  const command = factsTable[request.type](request as never, known);
  return command instanceof Rejection ? command : { ...command, occurredAt };
}

const needsFacts = (request: CaseRequest): request is CompletedRequest => request.type in factsTable;

const targetCalled = (name: TargetName, clock: CaseClock, catalogue: Catalogue) =>
  targetsOf(clock, catalogue).find(({ target }) => target === name);

const instantOf = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();

function policiesOf({ standard }: CaseClock, catalogue: Catalogue): readonly TargetPolicy[] {
  return (standard && catalogue.standard(standard.code, standard.version)?.definition.targets) ?? [];
}
