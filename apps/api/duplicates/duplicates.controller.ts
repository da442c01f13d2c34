import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DuplicatesRequest } from './duplicates.requests';
import { SuggestDuplicates } from './suggest-duplicates';

/** For whoever is about to raise a query, while the customer is still there. */
@ApiTags('Duplicates')
@Controller('duplicates')
export class DuplicatesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: 'Cases that may tell of the same: near in place and time, the likeliest first, with why',
  })
  suggest(@Query() { service, lat, lon, at, waitFor }: DuplicatesRequest): Promise<object> {
    const query = { service, place: { lat, lon }, at: at === undefined ? Date.now() : Date.parse(at) };
    return this.queries.execute(new SuggestDuplicates(query, waitFor));
  }
}
