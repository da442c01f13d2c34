import fc from 'fast-check';
import type { CaseCommand } from '../domain/case/case-commands';
import { outcomeSchema } from '../domain/case/vocabulary';
import { ask, inquire, raise } from './case-builders';

const at = fc
  .integer({ min: 0, max: 60 * 24 * 30 })
  .map((minute) => new Date(Date.UTC(2026, 5, 1, 9) + minute * 60_000).toISOString());
const id = fc.constantFrom('a', 'b');
const words = fc.constantFrom('because', 'so it is');

/** Anything that anybody could ask of a case, sensible or not. */
export const anyCommand: fc.Arbitrary<CaseCommand> = at.chain((when) =>
  fc.oneof(
    fc.constant(raise()),
    fc.constant(ask('AcknowledgeQuery', { reference: 'THI-SON-E001', channel: 'phone', promised: [] }, when)),
    fc
      .constantFrom('highways', 'housing')
      .map((department) => ask('ForwardToDepartment', { department, queue: 'q' }, when)),
    words.map((reason) => ask('ReturnToContactCentre', { reason }, when)),
    fc
      .tuple(fc.constantFrom('p.shah', 'j.ward'), fc.boolean())
      .map(([officer, takeOver]) => ask('AssignOfficer', { officer, takeOver }, when)),
    fc.constant(ask('ReleaseOfficer', {}, when)),
    fc
      .tuple(id, fc.constantFrom('2026-06-04', '2026-06-05'))
      .map(([actionId, day]) => ask('ScheduleAction', { actionId, what: 'x', when: { day } }, when)),
    fc
      .tuple(id, fc.constantFrom('2026-06-04', '2026-06-05'))
      .map(([actionId, day]) => ask('RescheduleAction', { actionId, when: { day }, reason: 'x' }, when)),
    id.map((actionId) => ask('CancelAction', { actionId, reason: 'x' }, when)),
    fc
      .tuple(id, fc.constantFrom('done', 'no-access'))
      .map(([actionId, outcome]) => ask('RecordAction', { actionId, outcome: outcome }, when)),
    fc
      .tuple(
        id,
        fc.constantFrom('information', 'clarification'),
        fc.constantFrom('stops', 'starts-again', 'runs-on'),
      )
      .map(([requestId, need, clock]) => inquire(requestId, { need, facts: { clock } }, when)),
    id.map((requestId) => ask('ReceiveInformation', { requestId }, when)),
    fc.constantFrom('weather', 'strike').map((reason) => ask('PauseClock', { reason, basis: 'y' }, when)),
    fc.constant(ask('ResumeClock', {}, when)),
    fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }).map((extension) =>
      ask(
        'NotifyDelay',
        {
          target: 'resolve',
          newDate: '2026-06-22',
          reason: 'x',
          extension,
          facts: { extensionAtMost: 10 },
        },
        when,
      ),
    ),
    fc.constant(ask('MissTarget', { target: 'resolve', facts: { dueAt: '2026-06-08T22:59:59.999Z' } }, when)),
    id.map((contactId) =>
      ask('RecordContact', { contactId, direction: 'inbound', channel: 'phone', purpose: 'other' }, when),
    ),
    id.map((noteId) => ask('AddNote', { noteId, visibility: 'staff', text: 'x' }, when)),
    fc.tuple(id, fc.constantFrom('a', 'b')).map(([documentId, digit]) =>
      ask(
        'AttachDocument',
        {
          documentId,
          visibility: 'staff',
          name: 'x',
          mediaType: 'text/plain',
          size: 1,
          sha256: digit.repeat(64),
        },
        when,
      ),
    ),
    fc
      .constantFrom('ORI-GIN-AL01', 'THI-SON-E001')
      .map((of) =>
        ask('MarkDuplicate', { reference: 'THI-SON-E001', of, facts: { original: 'a-case' } }, when),
      ),
    fc.constant(ask('UndoDuplicate', {}, when)),
    fc
      .constantFrom('AddFollowers' as const, 'RemoveFollowers' as const)
      .map((type) => ask(type, { references: ['FOL-LOW-ER01'] }, when)),
    fc
      .constantFrom('complaint', 'enquiry')
      .map((kind) =>
        ask('Reclassify', { to: { kind: kind, service: { code: kind, version: 1 } }, reason: 'x' }, when),
      ),
    fc.constantFrom(...outcomeSchema.options).map((outcome) => ask('Resolve', { outcome }, when)),
    fc
      .constantFrom('resolved', 'duplicate', 'no-answer-from-customer')
      .map((reason) => ask('Close', { reason: reason }, when)),
    words.map((reason) => ask('Reopen', { by: 'customer', reason }, when)),
    fc.constant(ask('Withdraw', { by: 'customer' }, when)),
    words.map((reason) => ask('EscalateComplaint', { reason }, when)),
    fc
      .tuple(fc.constantFrom('date-near', 'survey'), id)
      .map(([notice, about]) =>
        ask('RaiseNotice', { notice: notice, about, moment: '2026-06-08T22:59:59.999Z' }, when),
      ),
    fc
      .tuple(fc.constantFrom('date-near', 'survey', 'tell-by-hand'), fc.oneof(id, fc.constant('resolved')))
      .map(([notice, about]) => ask('SettleNotice', { notice: notice, about }, when)),
    fc.integer({ min: 1, max: 5 }).map((overall) => ask('GiveFeedback', { scores: {}, overall }, when)),
    id.map((notificationId) =>
      ask('AttemptNotification', { notificationId, message: 'resolved', carrier: 'email' }, when),
    ),
    id.map((notificationId) =>
      ask(
        'WithholdNotification',
        { notificationId, message: 'resolved', reason: 'by-hand', untoldSince: when },
        when,
      ),
    ),
    id.map((notificationId) => ask('RecordTold', { notificationId, by: 'smtp' }, when)),
    id.map((notificationId) =>
      ask('RecordDelivery', { notificationId, by: 'govuk-notify', deliveredAt: when }, when),
    ),
    id.map((notificationId) => ask('RecordNonDelivery', { notificationId, reason: 'not-reachable' }, when)),
  ),
);
/** A case from its beginning: commands of which the rules refuse some. */
export const anySequence = fc.array(anyCommand, { maxLength: 40 }).map((commands) => [raise(), ...commands]);
