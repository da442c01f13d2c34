import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Understood, understand } from '@guildhall/read-models/search/understand';
import { problem, ProblemError } from '../problems/problem';
import { Search } from './search';
import { SearchRequest } from './search.requests';

const DEFAULT_PAGE = 20;

/** Looking for cases and customers. */
@ApiTags('Search')
@Controller('search')
export class SearchController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: 'Cases by reference, or by words for their service and place',
    description:
      'An email address, a phone number or a postcode is refused here: proxies and browsers keep addresses. POST it.',
  })
  async inTheOpen(@Query() request: SearchRequest): Promise<object> {
    const understood = understand(request.q);
    if ('term' in understood) throw personalInUrl(understood.as);
    return this.search(understood, request);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Cases and customers: also by an exact email address, phone number or postcode' })
  inConfidence(@Body() request: SearchRequest): Promise<object> {
    return this.search(understand(request.q), request);
  }

  private search(understood: Understood, { q: _, since, after, limit, waitFor, ...equal }: SearchRequest) {
    const filters = { ...equal, since: since === undefined ? undefined : Date.parse(since) };
    const page = { after, limit: limit ?? DEFAULT_PAGE };
    return this.queries.execute(new Search(understood, filters, page, waitFor));
  }
}

/** What was looked for is not said again: problems are logged too. */
function personalInUrl(kind: string): ProblemError {
  const what = { email: 'an email address', phone: 'a phone number' }[kind] ?? 'a postcode';
  const message = `This looks like ${what}, and addresses of requests are kept by proxies and browsers. Send the same as a body: POST /search { "q": "…" }.`;
  return new ProblemError(
    problem('personal-in-url', 422, 'Not in the address', message, [{ field: 'q', message }]),
  );
}
