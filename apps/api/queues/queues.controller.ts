import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { QueueQuery } from '@guildhall/read-models/queue/queue.query';
import { CountQueue, ListQueue } from './list-queue';
import { QueueRequest } from './queue.requests';

const DEFAULT_PAGE = 50;

/** The work that lies with the departments, and with the contact centre. */
@ApiTags('Queues')
@Controller('queue')
export class QueuesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary:
      'Open cases, the next date we promised first; or with `notice=tell-by-hand` whom to tell by hand',
  })
  list(@Query() request: QueueRequest): Promise<object> {
    return this.queries.execute(new ListQueue(queryOf(request), request.waitFor));
  }

  @Get('counts')
  @ApiOperation({ summary: 'How many cases of the queue there are at each stage, and who holds how many' })
  counts(@Query() request: QueueRequest): Promise<object> {
    return this.queries.execute(new CountQueue(queryOf(request), request.waitFor));
  }
}

function queryOf({ waitFor: _, limit = DEFAULT_PAGE, ...filters }: QueueRequest): QueueQuery {
  return { ...filters, limit, now: Date.now() };
}
