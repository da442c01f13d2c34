import { Body, Controller, Param, Post, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { ChangeCase } from '@guildhall/application/case/change-case';
import type { CaseRequest } from '@guildhall/application/case/look-up-facts';
import { RaiseQueryCommand } from '@guildhall/application/case/raise-query';
import type { CommandContext } from '@guildhall/application/command-context';
import { type Purpose, purposeSchema } from '@guildhall/domain/case/vocabulary';
import { CommandRoute } from '../commands/command-route.decorator';
import { Context, On, type OnCase } from '../commands/command-context.decorator';
import { IdempotencyInterceptor } from '../commands/idempotency.interceptor';
import { type Reply, replyTo } from '../commands/reply';
import {
  AcknowledgeRequest,
  AddNoteRequest,
  AssignRequest,
  AttachDocumentRequest,
  CancelActionRequest,
  CloseRequest,
  ContactForRequest,
  EscalateRequest,
  ForwardRequest,
  GiveFeedbackRequest,
  MarkDuplicateRequest,
  MissTargetRequest,
  NotifyDelayRequest,
  PauseClockRequest,
  RaiseQueryRequest,
  ReceiveInformationRequest,
  ReclassifyRequest,
  RecordActionRequest,
  RecordContactRequest,
  ReleaseRequest,
  ReopenRequest,
  RequestInformationRequest,
  RescheduleActionRequest,
  ResolveRequest,
  ResumeClockRequest,
  ReturnRequest,
  ScheduleActionRequest,
  SettleNoticeRequest,
  UndoDuplicateRequest,
  WithdrawRequest,
} from './case.requests';
import { HintsOnRaising } from './hints-on-raising';
import { LocalIdPipe } from './local-id.pipe';
import { PurposePipe } from './purpose.pipe';
import { whenOf } from './when';

/** What a request says of its case, without the time that its context holds. */
type Said<Type extends CaseRequest['type']> = Omit<Extract<CaseRequest, { type: Type }>, 'type'> & {
  occurredAt?: string;
};

/** Everything that can be asked of a case. Each route is one command. */
@ApiTags('Cases: commands')
@UseInterceptors(IdempotencyInterceptor)
@Controller('cases')
export class CaseCommandsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly hints: HintsOnRaising,
  ) {}

  @Post()
  @CommandRoute('Raise a query: the case is open, and its reference is in the answer', 201)
  async raise(@Context() context: CommandContext, @Body() body: RaiseQueryRequest): Promise<Reply> {
    const { occurredAt: _, ...query } = body;
    const { outcome, reference, customerId } = await this.commands.execute(
      new RaiseQueryCommand(query, context),
    );
    const hints =
      outcome.kind === 'accepted' ? await this.hints.on(body, reference, customerId, context) : {};
    return replyTo(outcome, { reference, customerId, ...hints }, { location: `/cases/${reference}` });
  }

  @Post(':reference/acknowledge')
  @CommandRoute('Record that the customer was told the reference and the dates')
  acknowledge(@On() on: OnCase, @Body() body: AcknowledgeRequest): Promise<Reply> {
    return this.ask(on, 'AcknowledgeQuery', body);
  }

  @Post(':reference/forward')
  @CommandRoute('Pass the case to a department')
  forward(@On() on: OnCase, @Body() body: ForwardRequest): Promise<Reply> {
    return this.ask(on, 'ForwardToDepartment', body);
  }

  @Post(':reference/return')
  @CommandRoute('Send the case back: it is not the department’s')
  return(@On() on: OnCase, @Body() body: ReturnRequest): Promise<Reply> {
    return this.ask(on, 'ReturnToContactCentre', body);
  }

  @Post(':reference/assign')
  @CommandRoute('An officer takes the case')
  assign(@On() on: OnCase, @Body() body: AssignRequest): Promise<Reply> {
    return this.ask(on, 'AssignOfficer', body);
  }

  @Post(':reference/release')
  @CommandRoute('The officer lets go of the case')
  release(@On() on: OnCase, @Body() body: ReleaseRequest): Promise<Reply> {
    return this.ask(on, 'ReleaseOfficer', body);
  }

  @Post(':reference/actions')
  @CommandRoute('Plan an action for a day or a window')
  schedule(@On() on: OnCase, @Body() body: ScheduleActionRequest): Promise<Reply> {
    const actionId = body.actionId ?? on.context.commandId;
    return this.ask(on, 'ScheduleAction', { ...body, actionId, when: whenOf(body.when) }, { actionId });
  }

  @Post(':reference/actions/:actionId/reschedule')
  @CommandRoute('Move a planned action')
  reschedule(
    @On() on: OnCase,
    @Param('actionId', LocalIdPipe) actionId: string,
    @Body() body: RescheduleActionRequest,
  ): Promise<Reply> {
    return this.ask(on, 'RescheduleAction', { ...body, actionId, when: whenOf(body.when) });
  }

  @Post(':reference/actions/:actionId/cancel')
  @CommandRoute('Cancel a planned action')
  cancel(
    @On() on: OnCase,
    @Param('actionId', LocalIdPipe) actionId: string,
    @Body() body: CancelActionRequest,
  ): Promise<Reply> {
    return this.ask(on, 'CancelAction', { ...body, actionId });
  }

  @Post(':reference/actions/:actionId/take')
  @CommandRoute('Record what was done; it need not have been planned')
  take(
    @On() on: OnCase,
    @Param('actionId', LocalIdPipe) actionId: string,
    @Body() body: RecordActionRequest,
  ): Promise<Reply> {
    return this.ask(on, 'RecordAction', { ...body, actionId });
  }

  @Post(':reference/information-requests')
  @CommandRoute('Ask for information: what it does to the clock is for the case’s standard to say')
  requestInformation(@On() on: OnCase, @Body() body: RequestInformationRequest): Promise<Reply> {
    const requestId = body.requestId ?? on.context.commandId;
    return this.ask(on, 'RequestInformation', { ...body, requestId }, { requestId });
  }

  @Post(':reference/information-requests/:requestId/receive')
  @CommandRoute('Record the answer: a clock that stood still for it runs again, or is counted anew')
  receiveInformation(
    @On() on: OnCase,
    @Param('requestId', LocalIdPipe) requestId: string,
    @Body() body: ReceiveInformationRequest,
  ): Promise<Reply> {
    return this.ask(on, 'ReceiveInformation', { ...body, requestId });
  }

  @Post(':reference/pause')
  @CommandRoute('Stop the clock, where the policy allows it')
  pause(@On() on: OnCase, @Body() body: PauseClockRequest): Promise<Reply> {
    return this.ask(on, 'PauseClock', body);
  }

  @Post(':reference/resume')
  @CommandRoute('Let the clock run again')
  resume(@On() on: OnCase, @Body() body: ResumeClockRequest): Promise<Reply> {
    return this.ask(on, 'ResumeClock', body);
  }

  @Post(':reference/delays')
  @CommandRoute(
    'Record that the customer was told of a delay, and extend the target where the standard allows it',
  )
  notifyDelay(@On() on: OnCase, @Body() body: NotifyDelayRequest): Promise<Reply> {
    return this.ask(on, 'NotifyDelay', body);
  }

  @Post(':reference/missed-targets')
  @CommandRoute('Record that a target was missed')
  missTarget(@On() on: OnCase, @Body() body: MissTargetRequest): Promise<Reply> {
    return this.ask(on, 'MissTarget', body);
  }

  @Post(':reference/notices/settle')
  @CommandRoute('Settle what was raised: somebody has seen to it, and the queue shows it no longer')
  settleNotice(@On() on: OnCase, @Body() body: SettleNoticeRequest): Promise<Reply> {
    return this.ask(on, 'SettleNotice', body);
  }

  @Post(':reference/contacts')
  @CommandRoute('Record a contact about the case')
  recordContact(@On() on: OnCase, @Body() body: RecordContactRequest): Promise<Reply> {
    const contactId = body.contactId ?? on.context.commandId;
    return this.ask(on, 'RecordContact', { ...body, contactId }, { contactId });
  }

  @Post(':reference/contacts/:purpose')
  @ApiParam({ name: 'purpose', enum: purposeSchema.options })
  @CommandRoute(
    'Record in one click that the customer got in touch: by phone, unless the body says otherwise',
  )
  recordContactFor(
    @On() on: OnCase,
    @Param('purpose', PurposePipe) purpose: Purpose,
    @Body() { channel = 'phone', ...body }: ContactForRequest,
  ): Promise<Reply> {
    const contactId = on.context.commandId;
    const contact = { ...body, contactId, direction: 'inbound', channel, purpose } as const;
    return this.ask(on, 'RecordContact', contact, { contactId });
  }

  @Post(':reference/notes')
  @CommandRoute('Add a note')
  addNote(@On() on: OnCase, @Body() body: AddNoteRequest): Promise<Reply> {
    const noteId = body.noteId ?? on.context.commandId;
    return this.ask(on, 'AddNote', { ...body, noteId }, { noteId });
  }

  @Post(':reference/documents')
  @CommandRoute('Attach a document by its digest; the file itself stays where documents are kept')
  attachDocument(@On() on: OnCase, @Body() body: AttachDocumentRequest): Promise<Reply> {
    const documentId = body.documentId ?? on.context.commandId;
    return this.ask(on, 'AttachDocument', { ...body, documentId }, { documentId });
  }

  @Post(':reference/duplicate')
  @CommandRoute('Mark the case as a duplicate of another')
  markDuplicate(@On() on: OnCase, @Body() body: MarkDuplicateRequest): Promise<Reply> {
    return this.ask(on, 'MarkDuplicate', body);
  }

  @Post(':reference/duplicate/undo')
  @CommandRoute('It is not a duplicate after all')
  undoDuplicate(@On() on: OnCase, @Body() body: UndoDuplicateRequest): Promise<Reply> {
    return this.ask(on, 'UndoDuplicate', body);
  }

  @Post(':reference/reclassify')
  @CommandRoute('Treat the case as another kind, or as about another service')
  reclassify(@On() on: OnCase, @Body() body: ReclassifyRequest): Promise<Reply> {
    return this.ask(on, 'Reclassify', body);
  }

  @Post(':reference/resolve')
  @CommandRoute('Resolve the case, with words for the customer')
  resolve(@On() on: OnCase, @Body() body: ResolveRequest): Promise<Reply> {
    return this.ask(on, 'Resolve', body);
  }

  @Post(':reference/close')
  @CommandRoute('Close the case')
  close(@On() on: OnCase, @Body() body: CloseRequest): Promise<Reply> {
    return this.ask(on, 'Close', body);
  }

  @Post(':reference/reopen')
  @CommandRoute('Open a resolved or closed case again: “it isn’t fixed”')
  reopen(@On() on: OnCase, @Body() body: ReopenRequest): Promise<Reply> {
    return this.ask(on, 'Reopen', body);
  }

  @Post(':reference/withdraw')
  @CommandRoute('The query was withdrawn')
  withdraw(@On() on: OnCase, @Body() body: WithdrawRequest): Promise<Reply> {
    return this.ask(on, 'Withdraw', body);
  }

  @Post(':reference/escalate')
  @CommandRoute('Take a complaint to stage 2')
  escalate(@On() on: OnCase, @Body() body: EscalateRequest): Promise<Reply> {
    return this.ask(on, 'EscalateComplaint', body);
  }

  @Post(':reference/feedback')
  @CommandRoute('The customer says how we did')
  giveFeedback(@On() on: OnCase, @Body() body: GiveFeedbackRequest): Promise<Reply> {
    return this.ask(on, 'GiveFeedback', { ...body, scores: { ...body.scores } });
  }

  /** `created` names what the command made, so that the caller can speak of it later. */
  private async ask<Type extends CaseRequest['type']>(
    { reference, context }: OnCase,
    type: Type,
    { occurredAt: _, ...said }: Said<Type>,
    created: Record<string, string> = {},
  ): Promise<Reply> {
    const outcome = await this.commands.execute(
      new ChangeCase(reference, { type, ...said } as unknown as CaseRequest, context),
    );
    return replyTo(outcome, { reference, ...created });
  }
}
