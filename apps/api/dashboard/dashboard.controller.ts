import { Controller, Get, Header, Headers, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import { measureCalled } from '@guildhall/read-models/metrics/measures';
import type { FastifyReply } from 'fastify';
import { GetCase } from '../cases/get-case';
import { GetHistory } from '../cases/get-history';
import { Reference } from '../commands/command-context.decorator';
import { GetCaseTimeline } from '../customers/get-timeline';
import { policyOf } from '../pages/page';
import { invalid } from '../problems/validation';
import { found } from '../queries/found';
import { GetCasesBehind, GetFigures } from '../service-excellence/get-figures';
import { faultsInSelection, selectionOf } from '../service-excellence/selection';
import { CasesBehindRequest } from '../service-excellence/service-excellence.requests';
import { casePage } from './case-page';
import { dashboardStyle } from './dashboard-style';
import { DashboardRequest } from './dashboard.requests';
import { faultyPage } from './faulty-page';
import { figurePage } from './figure-page';
import { daysOf, departmentsIn, GetDashboard } from './get-dashboard';
import { overviewPage } from './overview-page';

const CASES_A_PAGE = 100;
const HTML = 'text/html; charset=utf-8';
const POLICY = policyOf(dashboardStyle, "'self'");

/** The figures for people: an overview, a figure with its cases, a case with its events. Read only. */
@ApiTags('Dashboard')
@ApiProduces('text/html')
@Controller('dashboard')
export class DashboardController {
  constructor(
    private readonly queries: QueryBus,
    private readonly catalogue: LiveCatalogue,
  ) {}

  @Get()
  @Header('content-type', HTML)
  @Header('content-security-policy', POLICY)
  @ApiOperation({ summary: 'Every figure at a glance, and what is open now' })
  async overview(
    @Query() { department, from, to }: DashboardRequest,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const now = Date.now();
    const view = { department, days: daysOf({ from, to }, now) };
    const catalogue = this.catalogue.current;
    const faults = faultsInSelection({ department, ...view.days }, catalogue);
    if (faults.length === 0) {
      return overviewPage(await this.queries.execute(new GetDashboard(view, now)));
    }
    // A browser shows its form again; a program is told as everywhere.
    if (!accept?.includes('text/html')) throw invalid(faults);
    void reply.status(422);
    return faultyPage(view, faults, departmentsIn(catalogue));
  }

  @Get('figures/:measure')
  @Header('content-type', HTML)
  @Header('content-security-policy', POLICY)
  @ApiOperation({ summary: 'A figure, what it means, and the cases it comes from' })
  async figure(@Param('measure') name: string, @Query() request: CasesBehindRequest): Promise<string> {
    const measure = found(measureCalled(name), 'measure', 'The dashboard shows them all.');
    const { waitFor, after, limit = CASES_A_PAGE, counted = 'true', ...selection } = request;
    const query = selectionOf(request, this.catalogue.current);
    const [{ groups }, { cases, next }] = await Promise.all([
      this.queries.execute(new GetFigures({ ...query, measures: [name] }, waitFor)),
      this.queries.execute(new GetCasesBehind({ ...query, measure, counted: counted === 'true', after, limit }, waitFor)), // prettier-ignore
    ]);
    return figurePage({
      measure,
      figure: groups[0]?.figures[name],
      selection: { ...selection, counted, after },
      cases,
      next,
    });
  }

  @Get('cases/:reference')
  @Header('content-type', HTML)
  @Header('content-security-policy', POLICY)
  @ApiOperation({ summary: 'A case: what was promised, what its customer sees, and every event' })
  @ApiParam({ name: 'reference', example: '7QK-4M2-9XD3' })
  async case(@Reference() reference: CaseReference): Promise<string> {
    const [view, timeline, history] = await Promise.all([
      this.queries.execute(new GetCase(reference, {}, undefined)),
      this.queries.execute(new GetCaseTimeline(reference, undefined)),
      this.queries.execute(new GetHistory(reference, {})),
    ]);
    return casePage({
      case: found(view, 'case'),
      timeline: found(timeline, 'case'),
      history: found(history, 'case'),
    });
  }
}
