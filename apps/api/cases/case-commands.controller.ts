import { Body, Controller, Param, Post, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { ChangeCase } from '@guildhall/application/case/change-case';
import type { CaseRequest } from '@guildhall/application/case/look-up-facts';
import { RaiseQueryCommand } from '@guildhall/application/case/raise-query';
import type { CommandContext } from '@guildhall/application/command-context';
import { type Purpose, purposeSchema } from '@guildhall/domain/case/vocabulary';
import { CommandRoute } from '../commands/command-route.decorator';
import { type CaseInContext, CaseInPath, Context } from '../commands/command-context.decorator';
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
  acknowledge(@CaseInPath() about: CaseInContext, @Body() body: AcknowledgeRequest): Promise<Reply> {
    return this.ask(about, { type: 'AcknowledgeQuery', ...body });
  }

  @Post(':reference/forward')
  @CommandRoute('Pass the case to a department')
  forward(@CaseInPath() about: CaseInContext, @Body() body: ForwardRequest): Promise<Reply> {
    return this.ask(about, { type: 'ForwardToDepartment', ...body });
  }

  @Post(':reference/return')
  @CommandRoute('Send the case back: it is not the department’s')
  return(@CaseInPath() about: CaseInContext, @Body() body: ReturnRequest): Promise<Reply> {
    return this.ask(about, { type: 'ReturnToContactCentre', ...body });
  }

  @Post(':reference/assign')
  @CommandRoute('An officer takes the case')
  assign(@CaseInPath() about: CaseInContext, @Body() body: AssignRequest): Promise<Reply> {
    return this.ask(about, { type: 'AssignOfficer', ...body });
  }

  @Post(':reference/release')
  @CommandRoute('The officer lets go of the case')
  release(@CaseInPath() about: CaseInContext, @Body() body: ReleaseRequest): Promise<Reply> {
    return this.ask(about, { type: 'ReleaseOfficer', ...body });
  }

  @Post(':reference/actions')
  @CommandRoute('Plan an action for a day or a window')
  schedule(@CaseInPath() about: CaseInContext, @Body() body: ScheduleActionRequest): Promise<Reply> {
    const actionId = body.actionId ?? about.context.commandId;
    return this.ask(
      about,
      { type: 'ScheduleAction', ...body, actionId, when: whenOf(body.when) },
      { actionId },
    );
  }

  @Post(':reference/actions/:actionId/reschedule')
  @CommandRoute('Move a planned action')
  reschedule(
    @CaseInPath() about: CaseInContext,
    @Param('actionId', LocalIdPipe) actionId: string,
    @Body() body: RescheduleActionRequest,
  ): Promise<Reply> {
    return this.ask(about, { type: 'RescheduleAction', ...body, actionId, when: whenOf(body.when) });
  }

  @Post(':reference/actions/:actionId/cancel')
  @CommandRoute('Cancel a planned action')
  cancel(
    @CaseInPath() about: CaseInContext,
    @Param('actionId', LocalIdPipe) actionId: string,
    @Body() body: CancelActionRequest,
  ): Promise<Reply> {
    return this.ask(about, { type: 'CancelAction', ...body, actionId });
  }

  @Post(':reference/actions/:actionId/take')
  @CommandRoute('Record what was done; it need not have been planned')
  take(
    @CaseInPath() about: CaseInContext,
    @Param('actionId', LocalIdPipe) actionId: string,
    @Body() body: RecordActionRequest,
  ): Promise<Reply> {
    return this.ask(about, { type: 'RecordAction', ...body, actionId });
  }

  @Post(':reference/information-requests')
  @CommandRoute('Ask for information: what it does to the clock is for the case’s standard to say')
  requestInformation(
    @CaseInPath() about: CaseInContext,
    @Body() body: RequestInformationRequest,
  ): Promise<Reply> {
    const requestId = body.requestId ?? about.context.commandId;
    return this.ask(about, { type: 'RequestInformation', ...body, requestId }, { requestId });
  }

  @Post(':reference/information-requests/:requestId/receive')
  @CommandRoute('Record the answer: a clock that stood still for it runs again, or is counted anew')
  receiveInformation(
    @CaseInPath() about: CaseInContext,
    @Param('requestId', LocalIdPipe) requestId: string,
    @Body() body: ReceiveInformationRequest,
  ): Promise<Reply> {
    return this.ask(about, { type: 'ReceiveInformation', ...body, requestId });
  }

  @Post(':reference/pause')
  @CommandRoute('Stop the clock, where the policy allows it')
  pause(@CaseInPath() about: CaseInContext, @Body() body: PauseClockRequest): Promise<Reply> {
    return this.ask(about, { type: 'PauseClock', ...body });
  }

  @Post(':reference/resume')
  @CommandRoute('Let the clock run again')
  resume(@CaseInPath() about: CaseInContext, @Body() body: ResumeClockRequest): Promise<Reply> {
    return this.ask(about, { type: 'ResumeClock', ...body });
  }

  @Post(':reference/delays')
  @CommandRoute(
    'Record that the customer was told of a delay, and extend the target where the standard allows it',
  )
  notifyDelay(@CaseInPath() about: CaseInContext, @Body() body: NotifyDelayRequest): Promise<Reply> {
    return this.ask(about, { type: 'NotifyDelay', ...body });
  }

  @Post(':reference/missed-targets')
  @CommandRoute('Record that a target was missed')
  missTarget(@CaseInPath() about: CaseInContext, @Body() body: MissTargetRequest): Promise<Reply> {
    return this.ask(about, { type: 'MissTarget', ...body });
  }

  @Post(':reference/notices/settle')
  @CommandRoute('Settle what was raised: somebody has seen to it, and the queue shows it no longer')
  settleNotice(@CaseInPath() about: CaseInContext, @Body() body: SettleNoticeRequest): Promise<Reply> {
    return this.ask(about, { type: 'SettleNotice', ...body });
  }

  @Post(':reference/contacts')
  @CommandRoute('Record a contact about the case')
  recordContact(@CaseInPath() about: CaseInContext, @Body() body: RecordContactRequest): Promise<Reply> {
    const contactId = body.contactId ?? about.context.commandId;
    return this.ask(about, { type: 'RecordContact', ...body, contactId }, { contactId });
  }

  @Post(':reference/contacts/:purpose')
  @ApiParam({ name: 'purpose', enum: purposeSchema.options })
  @CommandRoute(
    'Record in one click that the customer got in touch: by phone, unless the body says otherwise',
  )
  recordContactFor(
    @CaseInPath() about: CaseInContext,
    @Param('purpose', PurposePipe) purpose: Purpose,
    @Body() { channel = 'phone', ...body }: ContactForRequest,
  ): Promise<Reply> {
    const contactId = about.context.commandId;
    const contact = { ...body, contactId, direction: 'inbound', channel, purpose } as const;
    return this.ask(about, { type: 'RecordContact', ...contact }, { contactId });
  }

  @Post(':reference/notes')
  @CommandRoute('Add a note')
  addNote(@CaseInPath() about: CaseInContext, @Body() body: AddNoteRequest): Promise<Reply> {
    const noteId = body.noteId ?? about.context.commandId;
    return this.ask(about, { type: 'AddNote', ...body, noteId }, { noteId });
  }

  @Post(':reference/documents')
  @CommandRoute('Attach a document by its digest; the file itself stays where documents are kept')
  attachDocument(@CaseInPath() about: CaseInContext, @Body() body: AttachDocumentRequest): Promise<Reply> {
    const documentId = body.documentId ?? about.context.commandId;
    return this.ask(about, { type: 'AttachDocument', ...body, documentId }, { documentId });
  }

  @Post(':reference/duplicate')
  @CommandRoute('Mark the case as a duplicate of another')
  markDuplicate(@CaseInPath() about: CaseInContext, @Body() body: MarkDuplicateRequest): Promise<Reply> {
    return this.ask(about, { type: 'MarkDuplicate', ...body });
  }

  @Post(':reference/duplicate/undo')
  @CommandRoute('It is not a duplicate after all')
  undoDuplicate(@CaseInPath() about: CaseInContext, @Body() body: UndoDuplicateRequest): Promise<Reply> {
    return this.ask(about, { type: 'UndoDuplicate', ...body });
  }

  @Post(':reference/reclassify')
  @CommandRoute('Treat the case as another kind, or as about another service')
  reclassify(@CaseInPath() about: CaseInContext, @Body() body: ReclassifyRequest): Promise<Reply> {
    return this.ask(about, { type: 'Reclassify', ...body });
  }

  @Post(':reference/resolve')
  @CommandRoute('Resolve the case, with words for the customer')
  resolve(@CaseInPath() about: CaseInContext, @Body() body: ResolveRequest): Promise<Reply> {
    return this.ask(about, { type: 'Resolve', ...body });
  }

  @Post(':reference/close')
  @CommandRoute('Close the case')
  close(@CaseInPath() about: CaseInContext, @Body() body: CloseRequest): Promise<Reply> {
    return this.ask(about, { type: 'Close', ...body });
  }

  @Post(':reference/reopen')
  @CommandRoute('Open a resolved or closed case again: “it isn’t fixed”')
  reopen(@CaseInPath() about: CaseInContext, @Body() body: ReopenRequest): Promise<Reply> {
    return this.ask(about, { type: 'Reopen', ...body });
  }

  @Post(':reference/withdraw')
  @CommandRoute('The query was withdrawn')
  withdraw(@CaseInPath() about: CaseInContext, @Body() body: WithdrawRequest): Promise<Reply> {
    return this.ask(about, { type: 'Withdraw', ...body });
  }

  @Post(':reference/escalate')
  @CommandRoute('Take a complaint to stage 2')
  escalate(@CaseInPath() about: CaseInContext, @Body() body: EscalateRequest): Promise<Reply> {
    return this.ask(about, { type: 'EscalateComplaint', ...body });
  }

  @Post(':reference/feedback')
  @CommandRoute('The customer says how we did')
  giveFeedback(@CaseInPath() about: CaseInContext, @Body() body: GiveFeedbackRequest): Promise<Reply> {
    return this.ask(about, { type: 'GiveFeedback', ...body, scores: { ...body.scores } });
  }

  /**
   * `occurredAt` is in the context already. `created` names what the command made, so that the caller can speak of it
   * later.
   */
  private async ask(
    { reference, context }: CaseInContext,
    { occurredAt: _, ...request }: CaseRequest & { occurredAt?: string },
    created: Record<string, string> = {},
  ): Promise<Reply> {
    const outcome = await this.commands.execute(new ChangeCase(reference, request, context));
    return replyTo(outcome, { reference, ...created });
  }
}
