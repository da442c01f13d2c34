import { Controller, Get, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Moment } from '@guildhall/application/case/case-history';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import type { FastifyReply } from 'fastify';
import { GetCaseTimeline } from '../customers/get-timeline';
import { Reference } from '../commands/command-context.decorator';
import { SuggestDuplicatesOf } from '../duplicates/suggest-duplicates';
import { found } from '../queries/found';
import { MomentRequest, WaitForRequest } from '../queries/fresh.requests';
import { GetCase } from './get-case';
import { GetDeadlines } from './get-deadlines';
import { GetHistory } from './get-history';

/** One case, seen from every side. */
@ApiTags('Cases: queries')
@ApiParam({ name: 'reference', example: '7QK-4M2-9XD3' })
@Controller('cases/:reference')
export class CaseQueriesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'One case in full, now or as it was' })
  async case(
    @Reference() reference: CaseReference,
    @Query() query: MomentRequest,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<object> {
    const answer = found(
      await this.queries.execute(new GetCase(reference, momentOf(query), query.waitFor)),
      'case',
    );
    void response.header('etag', `"${answer.revision}"`);
    return answer;
  }

  @Get('history')
  @ApiOperation({ summary: 'Every event of the case, in order' })
  async history(@Reference() reference: CaseReference, @Query() query: MomentRequest): Promise<object> {
    return found(await this.queries.execute(new GetHistory(reference, momentOf(query))), 'case');
  }

  @Get('deadlines')
  @ApiOperation({ summary: 'Each target, when it is due, and day by day why' })
  async deadlines(@Reference() reference: CaseReference, @Query() query: MomentRequest): Promise<object> {
    return found(await this.queries.execute(new GetDeadlines(reference, momentOf(query))), 'case');
  }

  @Get('possible-duplicates')
  @ApiOperation({ summary: 'Cases that may tell of the same, the likeliest first, with why' })
  async possibleDuplicates(
    @Reference() reference: CaseReference,
    @Query() query: WaitForRequest,
  ): Promise<object> {
    return found(await this.queries.execute(new SuggestDuplicatesOf(reference, query.waitFor)), 'case');
  }

  @Get('timeline')
  @ApiOperation({ summary: 'What the customer sees of the case, in plain English' })
  async timeline(@Reference() reference: CaseReference, @Query() query: WaitForRequest): Promise<object> {
    return found(await this.queries.execute(new GetCaseTimeline(reference, query.waitFor)), 'case');
  }
}

function momentOf({ asOf, effectiveAt }: MomentRequest): Moment {
  const utc = (instant: string | undefined) => instant && new Date(instant).toISOString();
  return { asOf: utc(asOf), effectiveAt: utc(effectiveAt) };
}
