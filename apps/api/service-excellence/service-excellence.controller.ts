import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { measureCalled, measures } from '@guildhall/read-models/metrics/measures';
import { whatIfSchema } from '@guildhall/read-models/metrics/what-if';
import type { FastifyReply } from 'fastify';
import { whenGone } from '../connections';
import { checked, invalid } from '../problems/validation';
import { found } from '../queries/found';
import { AskWhatIf } from './ask-what-if';
import { figuresCsv } from './figures-csv';
import { type FiguresOptions, GetCasesBehind, GetFigures } from './get-figures';
import { selectionOf } from './selection';
import { CasesBehindRequest, MetricsRequest } from './service-excellence.requests';

const DEFAULT_PAGE = 50;

/** Customer Service Excellence: the figures, how each is worked out, and the cases behind it. */
@ApiTags('Service excellence')
@Controller('service-excellence')
export class ServiceExcellenceController {
  constructor(
    private readonly queries: QueryBus,
    private readonly catalogue: LiveCatalogue,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every figure, by group and period' })
  @ApiProduces('application/json', 'text/csv')
  async figures(
    @Query() request: MetricsRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | string> {
    const { by, period, format = isCsvWanted(reply.request.headers.accept) ? 'csv' : 'json' } = request;
    const query = { ...selectionOf(request, this.catalogue.current), by, period };
    const options = optionsOf({ ...request, format });
    const answer = await this.queries.execute(new GetFigures(query, request.waitFor, options));
    void reply.header('vary', 'accept');
    if (format !== 'csv') return answer;
    void reply.type('text/csv; charset=utf-8; header=present');
    void reply.header('content-disposition', 'attachment; filename="service-excellence.csv"');
    return figuresCsv(answer);
  }

  @Get('measures')
  @ApiOperation({ summary: 'What each figure means' })
  measures(): object {
    return {
      measures: measures.map(({ name, driver, kind, title, formula }) => ({
        name,
        driver,
        kind,
        title,
        formula,
      })),
    };
  }

  @Post('what-if')
  @HttpCode(200)
  @ApiOperation({ summary: 'How every figure would have come out under a draft standard; writes nothing' })
  @ApiBody({ schema: { $ref: '#/components/schemas/WhatIf' } })
  whatIf(@Body() body: unknown, @Res({ passthrough: true }) response: FastifyReply): Promise<object> {
    const leaving = new AbortController();
    whenGone(response.raw, () => leaving.abort());
    return this.queries.execute(new AskWhatIf(checked(whatIfSchema, body), leaving.signal));
  }

  @Get(':measure/cases')
  @ApiOperation({ summary: 'Which cases a figure comes from' })
  cases(@Param('measure') name: string, @Query() request: CasesBehindRequest): Promise<object> {
    const measure = found(measureCalled(name), 'measure', 'GET /service-excellence/measures lists them.');
    const { after, limit = DEFAULT_PAGE, counted = 'true', waitFor } = request;
    const selection = selectionOf(request, this.catalogue.current);
    const query = { ...selection, measure, counted: counted === 'true', after, limit };
    return this.queries.execute(new GetCasesBehind(query, waitFor));
  }
}

/** Named, and before JSON where that is named too; browsers and programs that take anything get JSON. */
function isCsvWanted(accept = ''): boolean {
  const types = accept.split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
  const json = types.indexOf('application/json');
  return types.includes('text/csv') && (json === -1 || types.indexOf('text/csv') < json);
}

/** @throws ProblemError when a comparison is asked for that cannot be made */
function optionsOf({ compare, from, to, period, smallNumbers, format }: MetricsRequest): FiguresOptions {
  const suppress = smallNumbers ?? (format === 'csv' ? 'suppress' : 'show');
  const withoutSmallNumbers = suppress === 'suppress';
  if (!compare) return { withoutSmallNumbers };
  if (from === undefined || to === undefined || period !== undefined) {
    const message = 'Give from and to, the days to be compared with others, and leave period out.';
    throw invalid([{ field: 'compare', message }]);
  }
  return { withoutSmallNumbers, compare: { with: compare, days: { from, to } } };
}
