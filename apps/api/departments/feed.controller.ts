import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { FeedNews } from '@guildhall/department-feeds/feed/feed-news';
import { positionAfter, positionBefore } from '@guildhall/department-feeds/feed/feed-position';
import { followFeed } from '@guildhall/department-feeds/feed/live-feed';
import type { FastifyReply } from 'fastify';
import { DepartmentPipe } from './department.pipe';
import { eventStream, eventStreamHeaders } from './event-stream';
import { FeedPageRequest, LiveFeedRequest } from './feed.requests';
import { FeedMetrics } from './feed-metrics';
import { OpenRequests } from './open-requests';
import { placeInFeed } from './place-in-feed';

const DEFAULT_PAGE = 100;
/** Milliseconds between signs of life on a quiet stream: proxies close what is silent, often after a minute. */
const HEARTBEAT = 15_000;

/** What happens to a department's cases, in order, for its own systems. */
@ApiTags('Departments: feed')
@ApiParam({ name: 'department', example: 'highways' })
@Controller('departments/:department/feed')
export class FeedController {
  constructor(
    private readonly feeds: DepartmentFeeds,
    private readonly news: FeedNews,
    private readonly openRequests: OpenRequests,
    private readonly metrics: FeedMetrics,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'A page of the feed: CloudEvents in order, each with its position; go on after `next`',
  })
  async page(
    @Param('department', DepartmentPipe) department: string,
    @Query() { after = 'beginning', limit = DEFAULT_PAGE }: FeedPageRequest,
  ): Promise<object> {
    const from = await placeInFeed(this.feeds, department, after, 'after');
    const { entries, next, atEnd } = await this.feeds.page(department, from, limit);
    const events = entries.map(({ revision, event }) => ({
      position: positionAfter(department, revision),
      event,
    }));
    return { events, next: positionBefore(department, next), atEnd };
  }

  @Get('live')
  @ApiOperation({
    summary:
      'The feed as server-sent events, for as long as you read: the id is the position, the data the CloudEvent',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Where to go on; counts before `after`' })
  @ApiProduces('text/event-stream')
  async live(
    @Param('department', DepartmentPipe) department: string,
    @Query() { after = 'beginning' }: LiveFeedRequest,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [place, field] = lastEventId === undefined ? [after, 'after'] : [lastEventId, 'Last-Event-ID'];
    const from = await placeInFeed(this.feeds, department, place, field);
    const signal = this.openRequests.signalOf(reply);
    const messages = followFeed(this.feeds, this.news, department, from, { signal, heartbeat: HEARTBEAT });
    this.metrics.reading(department, signal);
    await reply.headers(eventStreamHeaders).send(eventStream(department, messages));
  }
}
