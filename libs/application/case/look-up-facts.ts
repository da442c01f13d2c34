import type { CaseCommand } from '../../domain/case/case-commands';
import { evolveClock, promisedBy, targetsOf, unwoundClock } from '../../domain/case/case-clock';
import { caseDecider } from '../../domain/case/case-decider';
import { caseStream, type StoredCaseEvent } from '../../domain/case/case-events';
import { type CaseReference, parseReference } from '../../domain/case/case-reference';
import { type CaseState } from '../../domain/case/case-state';
import type { Channel, Kind } from '../../domain/case/vocabulary';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import type { TargetName } from '../../domain/standards/standard';
import { fold } from '../../event-sourcing/decider';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { Rejection } from '../../event-sourcing/rejection';
import type { EventLog } from '../event-log';

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
      of: 'customer' | 'department' | 'third-party';
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
  log: EventLog;
  catalogue: Catalogue;
}

export const unknownService = (code: string): Rejection =>
  new Rejection(
    'unknown-service',
    'invalid',
    `No service is called “${code}”. See GET /catalogue/services.`,
    'service',
  );

/** The command that the decider is asked: the request, and what its rule needs to know. */
export async function lookUpFacts(request: CaseRequest, sources: Sources): Promise<CaseCommand | Rejection> {
  const { reference, occurredAt, catalogue } = sources;
  switch (request.type) {
    case 'AcknowledgeQuery': {
      const { clock } = await caseAsItIs(sources);
      return { ...request, reference, promised: promisedBy(clock, catalogue), occurredAt };
    }
    case 'ForwardToDepartment': {
      const department = catalogue.department(request.department)?.definition;
      if (!department) {
        const reason = `No department is called “${request.department}”. See GET /catalogue/departments.`;
        return new Rejection('unknown-department', 'invalid', reason, 'department');
      }
      const queues = department.queues.map(({ code }) => code);
      const queue = request.queue ?? (await usualQueue(sources, request.department)) ?? queues[0];
      if (!queue || !queues.includes(queue)) {
        const reason = `${department.name} has no queue “${queue}”. Its queues are ${queues.join(', ')}.`;
        return new Rejection('unknown-queue', 'invalid', reason, 'queue');
      }
      return { ...request, queue, occurredAt };
    }
    case 'RequestInformation':
      return { ...request, basis: 'the clock stands still while we wait for an answer', occurredAt };
    case 'NotifyDelay': {
      const { clock } = await caseAsItIs(sources);
      const { code, version } = clock.standard ?? { code: '' };
      const policy = catalogue
        .standard(code, version)
        ?.definition.targets.find((one) => one.target === request.target);
      return { ...request, facts: { extensionAtMost: policy?.extension?.atMost ?? 0 }, occurredAt };
    }
    case 'MissTarget': {
      const { clock } = await caseAsItIs(sources);
      const due = targetsOf(clock, catalogue).find(({ target }) => target === request.target)?.due;
      if (due !== undefined) return { ...request, dueAt: new Date(due).toISOString(), occurredAt };
      return new Rejection('no-such-target', 'conflict', 'The case has no such target that runs.', 'target');
    }
    case 'MarkDuplicate': {
      const of = parseReference(request.of);
      const state = of && (await stateOf(sources.log, of));
      const original =
        !state || state.status === 'not-raised'
          ? 'absent'
          : state.duplicateOf
            ? 'a-duplicate-itself'
            : 'a-case';
      return { type: 'MarkDuplicate', reference, of: of ?? request.of, facts: { original }, occurredAt };
    }
    case 'Reclassify': {
      const { classification, channel } = await caseAsItIs(sources);
      const code = request.service ?? classification?.service.code ?? '';
      const service = catalogue.service(code);
      if (!service) return unknownService(code);
      const kind =
        request.kind ?? (request.service ? service.definition.kind : classification?.kind) ?? 'enquiry';
      const standard = catalogue.standardFor({ kind, channel, service: service.definition });
      const to = { kind, service: { code, version: service.version }, standard };
      return { type: 'Reclassify', to, reason: request.reason, occurredAt };
    }
    case 'EscalateComplaint': {
      const { channel } = await caseAsItIs(sources);
      const standard = catalogue.standardFor({ kind: 'complaint', channel, complaintStage: 2 });
      return { ...request, standard, occurredAt };
    }
    default:
      return { ...request, occurredAt };
  }
}

/** The queue that the case's service names, when it belongs to this department. */
async function usualQueue(sources: Sources, department: string): Promise<string | undefined> {
  const { classification } = await caseAsItIs(sources);
  const service = classification && sources.catalogue.service(classification.service.code)?.definition;
  return service?.department === department ? service.queue : undefined;
}

async function caseAsItIs({ log, reference }: Sources) {
  const history = (await log.load(caseStream(reference))) as unknown as Recorded<StoredCaseEvent>[];
  const raised = history[0]?.type === 'QueryRaised' ? history[0].data : undefined;
  return {
    clock: fold(evolveClock, unwoundClock, history),
    classification: fold(caseDecider.evolve.bind(caseDecider), caseDecider.initial, history).classification,
    channel: raised?.channel ?? 'unknown',
  } as const;
}

async function stateOf(log: EventLog, reference: CaseReference): Promise<CaseState> {
  const history = (await log.load(caseStream(reference))) as unknown as Recorded<StoredCaseEvent>[];
  return fold(caseDecider.evolve.bind(caseDecider), caseDecider.initial, history);
}
