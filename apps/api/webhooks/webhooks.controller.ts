import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { type WebhookName, Webhooks } from '@guildhall/webhooks/webhooks';
import type { FastifyReply } from 'fastify';
import { DepartmentPipe } from '../departments/department.pipe';
import { allowed } from '../departments/group-answers';
import { OpenRequests } from '../departments/open-requests';
import { placeInFeed } from '../departments/place-in-feed';
import { NamedWebhook } from './named-webhook.decorator';
import { attemptAnswer, webhookAnswer, withSecret } from './webhook-answers';
import {
  ChangeWebhookRequest,
  CreateWebhookRequest,
  LogPageRequest,
  PauseRequest,
  ResumeRequest,
  RotateSecretRequest,
} from './webhooks.requests';

const DEFAULT_OVERLAP = 24;
const DEFAULT_PAGE = 50;

/** Where the events of a department are sent, for systems that would rather be told than ask. */
@ApiTags('Departments: webhooks')
@ApiParam({ name: 'department', example: 'highways' })
@Controller('departments/:department/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly feeds: DepartmentFeeds,
    private readonly openRequests: OpenRequests,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The webhooks of a department, how far each has come, and what holds it up' })
  async list(@Param('department', DepartmentPipe) department: string): Promise<object> {
    return { webhooks: (await this.webhooks.list(department)).map(webhookAnswer) };
  }

  @Post()
  @ApiOperation({ summary: 'Have events sent to a URL. The secret in the answer is shown this once' })
  async create(
    @Param('department', DepartmentPipe) department: string,
    @Body() { startFrom = 'end', ...wanted }: CreateWebhookRequest,
  ): Promise<object> {
    const next = await placeInFeed(this.feeds, department, startFrom, 'startFrom');
    return withSecret(allowed(await this.webhooks.create(department, wanted, next)));
  }

  @Get(':webhook')
  @ApiOperation({ summary: 'How far a webhook has come, and what holds it up' })
  async status(@NamedWebhook() name: WebhookName): Promise<object> {
    return webhookAnswer(allowed(await this.webhooks.status(name)));
  }

  @Patch(':webhook')
  @ApiOperation({ summary: 'Change a webhook; what is left out stays' })
  async change(@NamedWebhook() name: WebhookName, @Body() wanted: ChangeWebhookRequest): Promise<object> {
    return webhookAnswer(allowed(await this.webhooks.change(name, wanted)));
  }

  @Delete(':webhook')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook, with its log' })
  async remove(@NamedWebhook() name: WebhookName): Promise<void> {
    allowed(await this.webhooks.remove(name));
  }

  @Post(':webhook/secrets')
  @ApiOperation({
    summary: 'Make a new secret, shown this once; those before it go on signing beside it for a while',
  })
  async rotateSecret(
    @NamedWebhook() name: WebhookName,
    @Body() { overlapHours = DEFAULT_OVERLAP }: RotateSecretRequest,
  ): Promise<object> {
    return withSecret(allowed(await this.webhooks.rotateSecret(name, overlapHours)));
  }

  @Post(':webhook/pings')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a test now, and say what came of it' })
  async ping(
    @NamedWebhook() name: WebhookName,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const signal = this.openRequests.signalOf(reply);
    return attemptAnswer(name.department, allowed(await this.webhooks.ping(name, signal)));
  }

  @Post(':webhook/pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send nothing for a while; what happens meanwhile is sent afterwards' })
  async pause(@NamedWebhook() name: WebhookName, @Body() { reason = '' }: PauseRequest): Promise<object> {
    return webhookAnswer(allowed(await this.webhooks.pause(name, reason)));
  }

  @Post(':webhook/resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send again, at once: from where it was, or from another place in the feed' })
  async resume(@NamedWebhook() name: WebhookName, @Body() { from }: ResumeRequest): Promise<object> {
    const next =
      from === undefined ? undefined : await placeInFeed(this.feeds, name.department, from, 'from');
    return webhookAnswer(allowed(await this.webhooks.resume(name, next)));
  }

  @Get(':webhook/deliveries')
  @ApiOperation({ summary: 'The log of attempts, the latest first: of what came back, the status alone' })
  async deliveries(
    @NamedWebhook() name: WebhookName,
    @Query() { before, failed: failedOnly, limit: max = DEFAULT_PAGE }: LogPageRequest,
  ): Promise<object> {
    const attempts = allowed(await this.webhooks.deliveries(name, { before, failedOnly, max }));
    const deliveries = attempts.map((attempt) => attemptAnswer(name.department, attempt));
    return { deliveries, next: attempts.length < max ? null : (attempts.at(-1)?.id ?? null) };
  }

  @Post(':webhook/deliveries/:delivery/replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send the event of an attempt again now, out of turn, and say what came of it' })
  async replay(
    @NamedWebhook() name: WebhookName,
    @Param('delivery') delivery: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const signal = this.openRequests.signalOf(reply);
    return attemptAnswer(name.department, allowed(await this.webhooks.replay(name, delivery, signal)));
  }
}
