import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ConsumerGroups } from '@guildhall/department-feeds/consumer-groups/consumer-groups';
import type { GroupName, StartFrom } from '@guildhall/department-feeds/consumer-groups/group-storage';
import { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { positionAfter, positionBefore } from '@guildhall/department-feeds/feed/feed-position';
import type { FastifyReply } from 'fastify';
import type { IdentifiedRequest } from '../commands/actor';
import { invalid } from '../problems/validation';
import {
  ClaimRequest,
  DeliveriesRequest,
  DiscardRequest,
  ParkedPageRequest,
  ParkRequest,
  PutGroupRequest,
  RenewRequest,
  ReplayRequest,
  RetryRequest,
} from './consumer-groups.requests';
import { DepartmentPipe } from './department.pipe';
import { FeedMetrics } from './feed-metrics';
import {
  allowed,
  deliveriesAnswer,
  discardedAnswer,
  givenBackAnswer,
  groupAnswer,
  parkedAnswer,
  refusalsOf,
  someOf,
} from './group-answers';
import { NamedGroup } from './named-group.decorator';
import { OpenRequests } from './open-requests';
import { placeInFeed, revisionsAt } from './place-in-feed';

const DEFAULT_CLAIM = 10;
const DEFAULT_LEASE = 30;
const DEFAULT_PAGE = 50;

/** Members of a department's own system that share the work on its feed. */
@ApiTags('Departments: consumer groups')
@ApiParam({ name: 'department', example: 'highways' })
@ApiParam({ name: 'group', example: 'works-orders' })
@Controller('departments/:department/consumer-groups')
export class ConsumerGroupsController {
  constructor(
    private readonly groups: ConsumerGroups,
    private readonly feeds: DepartmentFeeds,
    private readonly openRequests: OpenRequests,
    private readonly metrics: FeedMetrics,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The consumer groups of a department, and how far each has come' })
  async list(@Param('department', DepartmentPipe) department: string): Promise<object> {
    return { groups: (await this.groups.list(department)).map(groupAnswer) };
  }

  @Put(':group')
  @ApiOperation({ summary: 'Make a consumer group, or change it; a group that is there stays where it is' })
  async put(
    @NamedGroup() name: GroupName,
    @Body() { startFrom: called, maxAttempts }: PutGroupRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    // A field that may be left out may be null too.
    const startFrom = called == null ? undefined : await this.startAt(name, called);
    const { status, isNew } = allowed(await this.groups.put(name, { startFrom, maxAttempts }));
    void reply.status(isNew ? 201 : 200);
    return groupAnswer(status);
  }

  @Get(':group')
  @ApiOperation({ summary: 'How far a consumer group has come, what is in whose hands, and what is parked' })
  async status(@NamedGroup() name: GroupName): Promise<object> {
    return groupAnswer(allowed(await this.groups.status(name)));
  }

  @Delete(':group')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a consumer group, with all that it remembers' })
  async remove(@NamedGroup() name: GroupName): Promise<void> {
    allowed(await this.groups.remove(name));
  }

  @Post(':group/claims')
  @HttpCode(200)
  @ApiOperation({ summary: 'Claim events under a lease, at most one of each case; wait for one if need be' })
  async claim(
    @NamedGroup() name: GroupName,
    @Body()
    { member, max = DEFAULT_CLAIM, leaseSeconds = DEFAULT_LEASE, waitSeconds = 0 }: ClaimRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const asked = { member, max, lease: leaseSeconds * 1_000, wait: waitSeconds * 1_000 };
    const claimed = allowed(await this.groups.claim(name, asked, this.openRequests.signalOf(reply)));
    this.metrics.delivered(name, claimed.deliveries);
    return deliveriesAnswer(name.department, claimed);
  }

  @Post(':group/renewals')
  @HttpCode(200)
  @ApiOperation({ summary: 'Hold events for longer' })
  async renew(
    @NamedGroup() name: GroupName,
    @Body() { member, deliveries, leaseSeconds = DEFAULT_LEASE }: RenewRequest,
  ): Promise<object> {
    const answer = allowed(await this.groups.renew(name, member, deliveries, leaseSeconds * 1_000));
    const { renewed, refused, leasedUntil } = answer;
    return {
      renewed,
      refused: refusalsOf(refused, renewed.length, deliveries),
      leasedUntil: new Date(leasedUntil).toISOString(),
    };
  }

  @Post(':group/acknowledgements')
  @HttpCode(200)
  @ApiOperation({ summary: 'Say that events are done: the next of their cases may be claimed' })
  async acknowledge(
    @NamedGroup() name: GroupName,
    @Body() { member, deliveries }: DeliveriesRequest,
  ): Promise<object> {
    const answer = allowed(await this.groups.acknowledge(name, member, deliveries));
    const { acknowledged, refused } = answer;
    return { acknowledged, refused: refusalsOf(refused, acknowledged.length, deliveries) };
  }

  @Post(':group/retries')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give an event back, to be claimed again later; after its last attempt it is parked',
  })
  async retry(
    @NamedGroup() name: GroupName,
    @Body() { member, delivery, afterSeconds, reason }: RetryRequest,
  ): Promise<object> {
    const delay = afterSeconds === undefined ? undefined : afterSeconds * 1_000;
    const event = allowed(await this.groups.retryLater(name, member, delivery, { delay, reason }));
    return givenBackAnswer(name.department, event);
  }

  @Post(':group/parkings')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Set an event aside until somebody has looked at it; later ones of its case wait',
  })
  async park(
    @NamedGroup() name: GroupName,
    @Body() { member, delivery, reason }: ParkRequest,
  ): Promise<object> {
    const event = allowed(await this.groups.park(name, member, delivery, reason));
    return givenBackAnswer(name.department, event);
  }

  @Get(':group/parked')
  @ApiOperation({ summary: 'The parked events: why, since when, and how many others each holds back' })
  async parked(
    @NamedGroup() name: GroupName,
    @Query() { after = 'beginning', limit = DEFAULT_PAGE }: ParkedPageRequest,
  ): Promise<object> {
    const from = await placeInFeed(this.feeds, name.department, after, 'after');
    const { parked, next } = allowed(await this.groups.parked(name, from, limit));
    return {
      parked: parked.map((event) => parkedAnswer(name.department, event)),
      next: next === undefined ? null : positionBefore(name.department, next),
    };
  }

  @Post(':group/replays')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let parked events be claimed again, as if for the first time' })
  async replay(@NamedGroup() name: GroupName, @Body() { positions, all }: ReplayRequest): Promise<object> {
    if ((positions === undefined) === (all === undefined)) throw invalid(whichOnes);
    const which = positions ? revisionsAt(name.department, positions) : 'all';
    const replayed = allowed(await this.groups.replay(name, which));
    return {
      replayed: all
        ? replayed.map((revision) => positionAfter(name.department, revision))
        : someOf(name.department, replayed),
    };
  }

  @Post(':group/discards')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give parked events up for good: who did and why is kept, and the next of their cases go on',
  })
  async discard(
    @NamedGroup() name: GroupName,
    @Body() { positions, reason }: DiscardRequest,
    @Req() { actor }: IdentifiedRequest,
  ): Promise<object> {
    const revisions = revisionsAt(name.department, positions);
    const discarded = allowed(await this.groups.discard(name, revisions, { reason, by: actor.id }));
    return { discarded: someOf(name.department, discarded) };
  }

  @Get(':group/discarded')
  @ApiOperation({ summary: 'The last 200 events that were given up, the latest first: by whom and why' })
  async discarded(@NamedGroup() name: GroupName): Promise<object> {
    const discarded = allowed(await this.groups.discarded(name, 200));
    return { discarded: discarded.map((event) => discardedAnswer(name.department, event)) };
  }

  private async startAt({ department }: GroupName, called: string): Promise<StartFrom> {
    return { called, revision: await placeInFeed(this.feeds, department, called, 'startFrom') };
  }
}

const whichOnes = [
  { field: 'positions', message: 'Give the positions of parked events, or “all”: true, one of the two.' },
];
