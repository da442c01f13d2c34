import { randomUUID } from 'node:crypto';
import { chainOfDuplicates, loadCase, stateAfter } from '../application/case/case-history';
import type { CommandContext } from '../application/command-context';
import type { CommandRunner } from '../application/command-runner';
import type { EventLog } from '../application/event-log';
import type { Outcome } from '../application/outcome';
import type { CaseCommand } from '../domain/case/case-commands';
import { caseDecider } from '../domain/case/case-decider';
import { caseStream, type RecordedCaseEvent } from '../domain/case/case-events';
import { parseReference } from '../domain/case/case-reference';
import { type Carrier, messageSchema, notificationId, type Withholding } from '../domain/case/notification';
import { customerDecider } from '../domain/customer/customer-decider';
import { customerStream } from '../domain/customer/customer-events';
import { type MessageOutlets, NotDeliverable } from './message-outlet';
import { type MessageOfCase, particularsOf, type Sources } from './particulars';
import { type Earlier, earlierOf } from './earlier-attempts';
import { dayInLondon, endOfQuiet, nextMorning, type QuietHours } from './quiet-hours';
import { customerOf, type Recipient, recipientOf } from './recipient';
import type { Templates } from './templates';
import { wayToTell, type WayToTell } from './way-to-tell';

/**
 * Something to tell the customer of a case: ids only. `cause`: the id of the event that says so, which is in the stream
 * of `original` where there is one.
 */
export interface NotificationJob {
  readonly payload: {
    readonly reference: string;
    readonly message: string;
    readonly cause: string;
    readonly original?: string;
  };
  readonly signal?: AbortSignal;
}

export interface NotifierParts extends Sources {
  log: EventLog;
  runner: CommandRunner;
  templates: Templates;
  outlets: MessageOutlets;
  quietHours: QuietHours | undefined;
  /** How often one customer is written to on one day, at most. */
  atMostADay: number;
  now: () => number;
}

/** A message with its id, and what was tried before to tell the same. */
interface Telling extends MessageOfCase {
  id: string;
  cause: string;
  earlier: Earlier;
}

/**
 * Tells customers what has become of their query. What is intended stands in the log before anything leaves, and what
 * was done after it: whoever is asked again after a crash knows from the log whether there is something to look up.
 */
export class Notifier {
  constructor(private readonly parts: NotifierParts) {}

  /**
   * Does a job of the queue `notifications`, once however often it comes: each message is told, withheld or failed for
   * good. Answers when to come again, where now is not the time.
   * @throws Error when nobody took the message for now: it is to be tried again
   */
  async handle({ payload, signal }: NotificationJob): Promise<{ postponedTo: number } | undefined> {
    const telling = await this.tellingOf(payload);
    if (!telling) return undefined;
    const { notifications, classification } = stateAfter(telling.history);
    const known = notifications[telling.id];
    if (known && known.status !== 'attempted') return undefined;

    const customerId = customerOf(telling.history);
    if (!customerId) return undefined;
    const recipient = await recipientOf(this.parts.log, this.parts.keyring, customerId);
    // A case is written before the customer who came with it, and the queue may be quicker than that.
    if (!recipient) throw new NotRegisteredYet();
    const about = { kind: classification?.kind, message: telling.message };
    if (known?.carrier) return this.goOn(telling, recipient, known.carrier, about.kind, signal);

    const { notBefore } = telling.earlier;
    if (notBefore > this.parts.now()) return { postponedTo: notBefore };
    const way = wayToTell(recipient, about, this.carriersFor(telling));
    if ('withheld' in way) {
      await this.withhold(telling, recipient, way.withheld);
      return undefined;
    }
    const later = this.laterFor(way.carrier) ?? (await this.count(telling.id, recipient.customerId));
    if (later !== undefined) return { postponedTo: later };
    await this.claim(telling, way.carrier);
    await this.send(telling, recipient, way, signal);
    return undefined;
  }

  /** By which carrier a job's message is to travel, as things stand; undefined when there is nothing to carry. */
  async carrierOf(payload: NotificationJob['payload']): Promise<Carrier | undefined> {
    const telling = await this.tellingOf(payload);
    const customerId = telling && customerOf(telling.history);
    if (!customerId) return undefined;
    const { notifications, classification } = stateAfter(telling.history);
    const known = notifications[telling.id];
    if (known) return known.status === 'attempted' ? known.carrier : undefined;
    const recipient = await recipientOf(this.parts.log, this.parts.keyring, customerId);
    const about = { kind: classification?.kind, message: telling.message };
    const way = recipient && wayToTell(recipient, about, this.carriersFor(telling));
    return way && 'carrier' in way ? way.carrier : undefined;
  }

  /** A message that was about to be sent when something failed: whoever carries it is asked before it is sent again. */
  private async goOn(
    telling: Telling,
    recipient: Recipient,
    carrier: Carrier,
    kind: Parameters<typeof wayToTell>[1]['kind'],
    signal: AbortSignal | undefined,
  ): Promise<{ postponedTo: number } | undefined> {
    const outlet = this.parts.outlets[carrier];
    const taken = await outlet?.find?.(telling.id);
    if (outlet && taken) {
      await this.ask(telling, { type: 'RecordTold', by: outlet.name, ...taken });
      return undefined;
    }
    const later = this.laterFor(carrier);
    if (later !== undefined) return { postponedTo: later };
    const way = wayToTell(recipient, { kind, message: telling.message }, new Set([carrier]));
    // What they prefer may have changed since, or there is nobody left to carry it.
    if ('withheld' in way || !outlet)
      await this.ask(telling, { type: 'RecordNonDelivery', reason: 'refused' });
    else await this.send(telling, recipient, way, signal);
    return undefined;
  }

  private async send(
    telling: Telling,
    recipient: Recipient,
    { carrier, to }: Extract<WayToTell, { to: string }>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const outlet = this.parts.outlets[carrier];
    if (!outlet) return;
    const about = { ...telling, cause: telling.earlier.cause };
    const particulars = await particularsOf(about, recipient.name, this.parts);
    const wording = this.parts.templates[telling.message].render(carrier, particulars);
    const addressed = carrier === 'post' && recipient.name ? `${recipient.name}\n${to}` : to;
    try {
      const taken = await outlet.send({ id: telling.id, carrier, to: addressed, ...wording }, signal);
      await this.ask(telling, { type: 'RecordTold', by: outlet.name, ...taken });
    } catch (error) {
      if (!(error instanceof NotDeliverable)) throw error;
      await this.ask(telling, { type: 'RecordNonDelivery', reason: error.reason });
    }
  }

  /**
   * Notes that the message is about to be sent, by this worker and no other.
   * @throws InHandElsewhere when another has noted that meanwhile, or that it is withheld
   */
  private async claim(telling: Telling, carrier: Carrier): Promise<void> {
    const { id, message } = telling;
    // A command's id that two workers share would be answered to both as if it were theirs.
    const commandId = `${id}-AttemptNotification-${randomUUID()}`;
    const outcome = await this.ask(telling, { type: 'AttemptNotification', message, carrier }, commandId);
    if (outcome.kind === 'unchanged') throw new InHandElsewhere();
  }

  /** Nobody is written to. Where a colleague has to tell them instead, the case says since when. */
  private async withhold(telling: Telling, { forgotten }: Recipient, reason: Withholding): Promise<void> {
    const { message, history, original = [], earlier } = telling;
    const happened = [...history, ...original].find(({ id }) => id === earlier.cause);
    const untoldSince = happened?.metadata.occurredAt ?? new Date(this.parts.now()).toISOString();
    await this.ask(telling, {
      type: 'WithholdNotification',
      message,
      reason,
      ...(!forgotten && { untoldSince }),
    });
  }

  private async tellingOf({
    reference: text,
    message: named,
    cause,
    original: followed,
  }: NotificationJob['payload']): Promise<Telling | undefined> {
    const reference = parseReference(text);
    const message = messageSchema.safeParse(named).data;
    if (!reference || !message) return undefined;
    const history = await loadCase(this.parts.log, reference);
    if (history.length === 0) return undefined;
    const original = await this.originalOf(reference, history, followed);
    if (original === undefined && (followed !== undefined || message === 'joined')) return undefined;
    if (original !== undefined && message === 'parted') return undefined;
    const id = notificationId(reference, message, cause);
    const earlier = earlierOf({ reference, message, cause, history, original });
    const isOwn = message !== 'joined' && history.some((event) => event.id === earlier.cause);
    return { id, reference, message, cause, history, earlier, ...(!isOwn && { original }) };
  }

  /** What happened to the case that this one is answered with; undefined where it is answered by itself, or no more. */
  private async originalOf(
    reference: string,
    history: readonly RecordedCaseEvent[],
    named: string | undefined,
  ): Promise<readonly RecordedCaseEvent[] | undefined> {
    if (!stateAfter(history).duplicateOf) return undefined;
    const [, ...originals] = await chainOfDuplicates(this.parts.log, reference);
    const original = named ?? originals.at(-1);
    // What is no duplicate any more has nothing to do with the other.
    if (original === undefined || !originals.includes(original)) return undefined;
    return loadCase(this.parts.log, original);
  }

  /** Those that there are, less those by which it did not arrive. */
  private carriersFor({ earlier }: Telling): ReadonlySet<Carrier> {
    const all = Object.keys(this.parts.outlets) as Carrier[];
    return new Set(all.filter((carrier) => !earlier.failed.has(carrier)));
  }

  /** A letter wakes nobody. */
  private laterFor(carrier: Carrier): number | undefined {
    return carrier === 'post' ? undefined : endOfQuiet(this.parts.quietHours, this.parts.now());
  }

  /** Counts the message; when there have been enough on this day, answers when the next may be sent. */
  private async count(id: string, customerId: string): Promise<number | undefined> {
    const { now, atMostADay, quietHours, runner } = this.parts;
    const day = dayInLondon(now());
    const context = this.context(`${id}-count-${day}`);
    const outcome = await runner.run(
      customerDecider,
      customerStream(customerId),
      {
        type: 'CountMessage',
        notificationId: id,
        day,
        atMost: atMostADay,
        occurredAt: context.occurredAt,
      },
      context,
    );
    if (outcome.kind === 'refused' && outcome.rejection.code === 'enough-for-today') {
      return nextMorning(quietHours, now());
    }
    must(outcome);
    return undefined;
  }

  private async ask(
    telling: Telling,
    asked: Unaddressed<CaseCommand>,
    commandId = `${telling.id}-${asked.type}`,
  ): Promise<Outcome> {
    const context = this.context(commandId, telling.cause);
    const command = {
      ...asked,
      notificationId: telling.id,
      occurredAt: context.occurredAt,
    } as unknown as CaseCommand;
    const outcome = await this.parts.runner.run(caseDecider, caseStream(telling.reference), command, context);
    must(outcome);
    return outcome;
  }

  private context(commandId: string, cause?: string): CommandContext {
    const now = new Date(this.parts.now()).toISOString();
    return {
      commandId,
      correlationId: cause || commandId,
      causationId: cause,
      actor: { kind: 'system', id: 'notifier' },
      recordedAt: now,
      occurredAt: now,
    };
  }
}

/** The customer's record is not in the log yet: what is told to nobody now would be told to nobody ever. */
class NotRegisteredYet extends Error {
  override readonly name = 'NotRegisteredYet';
}

/** Another worker is about to send the message: it is to be looked at again when that has come to something. */
class InHandElsewhere extends Error {
  override readonly name = 'InHandElsewhere';
}

/** A command about a message, without what is the same for all of them. */
type Unaddressed<Command> = Command extends { notificationId: string }
  ? Omit<Command, 'notificationId' | 'occurredAt'>
  : never;

/** What was to be written down must be: if it was not, the job is to come again. */
function must(outcome: Outcome): void {
  if (outcome.kind === 'refused') throw new Error(`Not recorded: ${outcome.rejection.code}`);
  if (outcome.kind === 'contended' || outcome.kind === 'moved') throw new Error('Not recorded: contended');
}
