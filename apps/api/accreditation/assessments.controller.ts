import { Body, Controller, Get, Headers, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { AssessmentRequest } from '@guildhall/application/assessment/assessment-request';
import { ChangeAssessment } from '@guildhall/application/assessment/change-assessment';
import type { CommandContext } from '@guildhall/application/command-context';
import type { FastifyReply } from 'fastify';
import { Context } from '../commands/command-context.decorator';
import { CommandRoute } from '../commands/command-route.decorator';
import { IdempotencyInterceptor } from '../commands/idempotency.interceptor';
import { type Reply, replyTo } from '../commands/reply';
import { LocalIdPipe } from '../cases/local-id.pipe';
import { found } from '../queries/found';
import { WaitForRequest } from '../queries/fresh.requests';
import { assessmentIdPipe } from './assessment-id.pipe';
import {
  AttachEvidenceRequest,
  BeginAssessmentRequest,
  BeginReviewRequest,
  ConcludeAssessmentRequest,
  ListAssessmentsRequest,
  PackRequest,
  ScoreElementRequest,
  TakeBackRequest,
} from './assessment.requests';
import { GetAssessment, GetElements, ListAssessments } from './get-assessment';
import { packPage } from './pack/pack-page';
import { SuggestScore } from './suggest-score';

const STANDARD = 'customer-service-excellence';

/** Accreditation: cycles of a full assessment and two reviews, the evidence, and what people decide by it. */
@ApiTags('Accreditation')
@Controller('assessments')
export class AssessmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every assessment and how it stands, the latest first' })
  list(@Query() { abandoned, waitFor }: ListAssessmentsRequest): Promise<object> {
    return this.queries.execute(new ListAssessments(abandoned === 'true', waitFor));
  }

  @Post()
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Begin a full assessment, pinned to the standard in force: the id is in the answer', 201)
  async begin(@Context() context: CommandContext, @Body() body: BeginAssessmentRequest): Promise<Reply> {
    const { title, standard = STANDARD, scope, from, to } = body;
    const assessmentId = context.commandId;
    const request = { type: 'BeginAssessment', title, standard, scope: { ...scope }, from, to } as const;
    const outcome = await this.commands.execute(new ChangeAssessment(assessmentId, request, context));
    return replyTo(outcome, { assessmentId }, { location: `/assessments/${assessmentId}` });
  }

  @Get(':assessmentId')
  @ApiOperation({ summary: 'How an assessment stands, criterion by criterion, and what is still missing' })
  async get(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Query() { waitFor }: WaitForRequest,
  ): Promise<object> {
    return found(await this.queries.execute(new GetAssessment(id, waitFor)), 'assessment');
  }

  @Get(':assessmentId/elements/:element')
  @ApiOperation({ summary: 'One element: what the figures suggest and why, what is attached, every score' })
  async element(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Param('element') element: string,
    @Query() { waitFor }: WaitForRequest,
  ): Promise<object> {
    const answer = found(await this.queries.execute(new GetElements(id, element, waitFor)), 'assessment');
    const { elements, freshness, figuresFreshness } = answer;
    const one = found(elements[0], 'element', 'The assessment lists them.');
    return { ...one, freshness, figuresFreshness };
  }

  @Get(':assessmentId/pack')
  @ApiOperation({ summary: 'The self-assessment to read and to print: every element with its evidence' })
  @ApiProduces('text/html', 'application/json')
  async pack(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Query() { waitFor, format, year }: PackRequest,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | string> {
    const asked = new GetElements(id, undefined, waitFor, year && Number(year));
    const answer = found(await this.queries.execute(asked), 'assessment');
    void reply.header('vary', 'Accept');
    if ((format ?? (accept?.includes('application/json') ? 'json' : 'html')) === 'json') return answer;
    const { page, policy } = packPage(answer);
    void reply.type('text/html; charset=utf-8').header('content-security-policy', policy);
    return page;
  }

  @Post(':assessmentId/evidence')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Attach evidence that no event tells of: a document by its digest, a note, a link')
  attach(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Context() context: CommandContext,
    @Body() { occurredAt: _, ...body }: AttachEvidenceRequest,
  ): Promise<Reply> {
    const evidenceId = body.evidenceId ?? context.commandId;
    const document = body.document && { ...body.document };
    return this.ask(id, { type: 'AttachEvidence', ...body, document, evidenceId }, context, { evidenceId });
  }

  @Post(':assessmentId/evidence/:evidenceId/withdraw')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Withdraw evidence: it no longer counts, and stays in the history')
  withdraw(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Param('evidenceId', LocalIdPipe) evidenceId: string,
    @Context() context: CommandContext,
    @Body() { reason }: TakeBackRequest,
  ): Promise<Reply> {
    return this.ask(id, { type: 'WithdrawEvidence', evidenceId, reason }, context);
  }

  @Post(':assessmentId/elements/:element/score')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute(
    'Score an element: a person’s decision, with their reason; what was suggested is kept beside it',
  )
  async score(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Param('element') element: string,
    @Context() context: CommandContext,
    @Body() { score, reason }: ScoreElementRequest,
  ): Promise<Reply> {
    const suggested = await this.queries.execute(new SuggestScore(id, element));
    return this.ask(id, { type: 'ScoreElement', element, score, reason, suggested }, context, { suggested });
  }

  @Post(':assessmentId/elements/:element/score/withdraw')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Withdraw a score that was put on the wrong element: it is to be scored again')
  withdrawScore(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Param('element') element: string,
    @Context() context: CommandContext,
    @Body() { reason }: TakeBackRequest,
  ): Promise<Reply> {
    return this.ask(id, { type: 'WithdrawScore', element, reason }, context);
  }

  @Post(':assessmentId/abandon')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Abandon an assessment that was begun by mistake, while nothing is concluded')
  abandon(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Context() context: CommandContext,
    @Body() { reason }: TakeBackRequest,
  ): Promise<Reply> {
    return this.ask(id, { type: 'AbandonAssessment', reason }, context);
  }

  @Post(':assessmentId/conclude')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Conclude the assessment or review: whether the standard is met follows from the scores')
  conclude(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Context() context: CommandContext,
    @Body() { assessor }: ConcludeAssessmentRequest,
  ): Promise<Reply> {
    return this.ask(id, { type: 'ConcludeAssessment', assessor }, context);
  }

  @Post(':assessmentId/conclusion/withdraw')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute(
    'Withdraw the latest conclusion, which was a mistake: the year is open again, until a review has begun',
  )
  withdrawConclusion(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Context() context: CommandContext,
    @Body() { reason }: TakeBackRequest,
  ): Promise<Reply> {
    return this.ask(id, { type: 'WithdrawConclusion', reason }, context);
  }

  @Post(':assessmentId/reviews')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute(
    'Begin the next review: what it has to look at again follows from the standard and the scores',
  )
  review(
    @Param('assessmentId', assessmentIdPipe) id: string,
    @Context() context: CommandContext,
    @Body() { from, to, also }: BeginReviewRequest,
  ): Promise<Reply> {
    return this.ask(id, { type: 'BeginReview', from, to, also }, context);
  }

  private async ask(
    assessmentId: string,
    request: AssessmentRequest,
    context: CommandContext,
    about: object = {},
  ): Promise<Reply> {
    const outcome = await this.commands.execute(new ChangeAssessment(assessmentId, request, context));
    return replyTo(outcome, { assessmentId, ...about });
  }
}
