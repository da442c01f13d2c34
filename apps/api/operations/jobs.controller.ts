import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { HeldJob, QueueFigures } from '@guildhall/jobs/jobs';
import { problem, ProblemError } from '../problems/problem';
import { found } from '../queries/found';
import { JobsInReach } from './jobs-in-reach';

/** A job that was given up: of a case by its reference, and nothing personal. */
interface GivenUpJob {
  queue: string;
  id: string;
  reference: string;
  since: string | null;
  /** Why the last attempt failed. */
  reason: string | null;
  attempts: number;
}

/** What the worker has to do, and what it has given up. Replaying needs no restart: the worker takes it from there. */
@ApiTags('Operating')
@Controller('operations/jobs')
export class JobsController {
  constructor(private readonly jobs: JobsInReach) {}

  @Get()
  @ApiOperation({ summary: 'How each queue stands, and the jobs that were given up: the latest 100 of each' })
  async list(): Promise<{ queues: ({ queue: string } & QueueFigures)[]; givenUp: GivenUpJob[] }> {
    const queues = await this.jobs.queues();
    const [figures, dead] = await Promise.all([
      Promise.all(queues.map((queue) => queue.figures())),
      Promise.all(queues.map((queue) => queue.dead())),
    ]);
    const names = queues.map(({ type }) => type.name);
    return {
      queues: names.map((queue, index) => ({ queue, ...(figures[index] as QueueFigures) })),
      givenUp: names.flatMap((queue, index) => (dead[index] ?? []).map((job) => givenUp(queue, job))),
    };
  }

  @Post(':queue/:id/replay')
  @HttpCode(202)
  @ApiParam({ name: 'queue', example: 'email' })
  @ApiParam({ name: 'id', example: '7QK-4M2-9XD3.date-near' })
  @ApiOperation({ summary: 'Give a job that was given up new attempts, from now' })
  async replay(
    @Param('queue') name: string,
    @Param('id') id: string,
  ): Promise<{ queue: string; id: string }> {
    const named = (await this.jobs.queues()).find(({ type }) => type.name === name);
    const queue = found(named, 'queue', 'GET /operations/jobs lists those that there are.');
    if ((await queue.replay([id])) === 0) {
      found(await queue.find(id), 'job', 'It may have been done since: see GET /operations/jobs.');
      throw notGivenUp;
    }
    return { queue: name, id };
  }
}

const givenUp = (
  queue: string,
  { id, payload, givenUpAt, reason, failures }: HeldJob<{ reference: string }>,
): GivenUpJob => ({
  queue,
  id,
  reference: payload.reference,
  since: givenUpAt === undefined ? null : new Date(givenUpAt).toISOString(),
  reason: reason ?? null,
  attempts: failures,
});

const notGivenUp = new ProblemError(
  problem(
    'job-not-given-up',
    409,
    'The job was not given up',
    'It waits for its time or is being done, so there is nothing to replay.',
  ),
);
