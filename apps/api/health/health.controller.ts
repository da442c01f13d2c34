import { Controller, Get, Header, HttpCode, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Health } from './health';
import { Metrics } from './metrics';

/** For whoever keeps it running. */
@ApiTags('Operating')
@Controller()
export class HealthController {
  constructor(
    private readonly health: Health,
    private readonly figures: Metrics,
  ) {}

  @Get('health/live')
  @HttpCode(200)
  @ApiOperation({ summary: 'The process is alive' })
  live(): object {
    return { status: 'alive' };
  }

  @Get('health/ready')
  @ApiOperation({
    summary: 'Commands would be taken and queries answered; how far each read model is behind',
  })
  async ready(@Res({ passthrough: true }) response: FastifyReply): Promise<object> {
    const report = await this.health.report();
    void response.status(report.status === 'ready' ? 200 : 503);
    return report;
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'For Prometheus' })
  metrics(): Promise<string> {
    return this.figures.text();
  }
}
