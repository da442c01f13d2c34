import type { CaseCommand } from '../../domain/case/case-commands';
import { type CaseClock, promisedBy, targetsOf } from '../../domain/case/case-clock';
import { caseDecider, waitingForAnswer } from '../../domain/case/case-decider';
import type { StoredCaseEvent } from '../../domain/case/case-events';
import type { CaseReference } from '../../domain/case/case-reference';
import { refuse } from '../../domain/case/case-refusals';
import { type AskedOf, type Need, pauseReasonOf } from '../../domain/case/need';
import type { Channel, Kind } from '../../domain/case/vocabulary';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import type { CatalogueOverTime } from '../../domain/catalogue/catalogue-over-time';
import { effectOn } from '../../domain/standards/pause-effect';
import type { TargetName, TargetPolicy } from '../../domain/standards/standard';
import { fold } from '../../event-sourcing/decider';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { Rejection } from '../../event-sourcing/rejection';
import { clockAfter } from './case-history';

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

export const unknownService = (code: string): Rejection =>
  new Rejection(
    'unknown-service',
    'invalid',
    `No service is called “${code}”. See GET /catalogue/services.`,
    'service',
  );

/** The command that the decider is asked: the request, and what its rule needs to know of the case as it stands. */
export function lookUpFacts(
  request: Exclude<CaseRequest, { type: 'MarkDuplicate' }>,
  history: readonly Recorded<StoredCaseEvent>[],
  { reference, occurredAt, catalogue: overTime }: Sources,
): CaseCommand | Rejection {
  const raised = history[0];
  if (raised?.type !== 'QueryRaised') return refuse.caseNotFound();
  const { channel } = raised.data;
  const { classification } = fold(caseDecider.evolve, caseDecider.initial, history);
  const catalogue = overTime.current;
  const clock = clockAfter(history, overTime);
  switch (request.type) {
    case 'AcknowledgeQuery':
      return { ...request, reference, promised: promisedBy(clock, catalogue), occurredAt };
    case 'ForwardToDepartment': {
      const department = catalogue.department(request.department)?.definition;
      if (!department) {
        const reason = `No department is called “${request.department}”. See GET /catalogue/departments.`;
        return new Rejection('unknown-department', 'invalid', reason, 'department');
      }
      const queues = department.queues.map(({ code }) => code);
      const service = classification && catalogue.service(classification.service.code)?.definition;
      const usual = service?.department === request.department ? service.queue : queues[0];
      const queue = request.queue ?? usual ?? '';
      if (queues.includes(queue)) return { ...request, queue, occurredAt };
      const reason = `${department.name} has no queue “${queue}”. Its queues are ${queues.join(', ')}.`;
      return new Rejection('unknown-queue', 'invalid', reason, 'queue');
    }
    case 'RequestInformation':
      return withClockEffect(request, clock, catalogue, occurredAt);
    case 'NotifyDelay': {
      const policy = policiesOf(clock, catalogue).find(({ target }) => target === request.target);
      const due = targetsOf(clock, catalogue).find(({ target }) => target === request.target)?.due;
      const facts = {
        extensionAtMost: policy?.extension?.atMost ?? 0,
        dueAt: due === undefined ? undefined : new Date(due).toISOString(),
      };
      return { ...request, facts, occurredAt };
    }
    case 'MissTarget': {
      const target = targetsOf(clock, catalogue).find((one) => one.target === request.target);
      if (target?.due === undefined) {
        return new Rejection(
          'no-such-target',
          'conflict',
          'The case has no such target that runs.',
          'target',
        );
      }
      if (target.reachedAt !== undefined && target.reachedAt <= target.due) {
        return new Rejection(
          'target-met',
          'conflict',
          'The target was met, so it cannot be missed.',
          'target',
        );
      }
      return { ...request, dueAt: new Date(target.due).toISOString(), occurredAt };
    }
    case 'Reclassify': {
      if (!request.service && !request.kind) {
        const reason = 'Say what it is now: a service, a kind, or both.';
        return new Rejection('nothing-to-reclassify', 'invalid', reason, 'service');
      }
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
      const standard = catalogue.standardFor({ kind: 'complaint', channel, complaintStage: 2 });
      return { ...request, standard, occurredAt };
    }
    default:
      return { ...request, occurredAt };
  }
}

/** What the wait does to the targets that the case still owes. */
function withClockEffect(
  { need = 'information', ...request }: Extract<CaseRequest, { type: 'RequestInformation' }>,
  clock: CaseClock,
  catalogue: Catalogue,
  occurredAt: string,
): CaseCommand {
  const reached = new Set(
    targetsOf(clock, catalogue).flatMap(({ target, reachedAt }) => (reachedAt === undefined ? [] : [target])),
  );
  const owed = policiesOf(clock, catalogue).filter(({ target }) => !reached.has(target));
  const facts = { clock: effectOn(owed, pauseReasonOf({ of: request.of, need })) };
  return { ...request, need, basis: waitingForAnswer, facts, occurredAt };
}

function policiesOf({ standard }: CaseClock, catalogue: Catalogue): readonly TargetPolicy[] {
  return (standard && catalogue.standard(standard.code, standard.version)?.definition.targets) ?? [];
}
