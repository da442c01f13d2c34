import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { ReadModelReport } from '@guildhall/read-models/builds/read-model-operations';
import { problem, ProblemError } from '../problems/problem';
import { ReadModels } from '../queries/read-models';

const NAME = { name: 'readModel', example: 'queue' };

/** Read models are built again, and verified, while everything goes on. What is asked for here is done by the projector. */
@ApiTags('Operating')
@Controller('operations/read-models')
export class ReadModelsController {
  constructor(private readonly readModels: ReadModels) {}

  @Get()
  @ApiOperation({ summary: 'Which build of each read model is live, what is being built and how far it is' })
  async list(): Promise<{ readModels: ReadModelReport[] }> {
    return { readModels: await this.readModels.operations.all() };
  }

  @Get(':readModel')
  @ApiParam(NAME)
  @ApiOperation({ summary: 'The same of one read model' })
  one(@Param('readModel') name: string): Promise<ReadModelReport> {
    return this.readModels.operations.one(name);
  }

  @Post(':readModel/rebuild')
  @HttpCode(202)
  @ApiParam(NAME)
  @ApiOperation({
    summary:
      'Build it again from the log, beside the live one, which is replaced when the new one has caught up and is kept',
  })
  rebuild(@Param('readModel') name: string): Promise<ReadModelReport> {
    return this.readModels.operations.rebuild(name);
  }

  @Post(':readModel/revert')
  @HttpCode(202)
  @ApiParam(NAME)
  @ApiOperation({ summary: 'Go back to the build that was live before, once it has caught up' })
  async revert(@Param('readModel') name: string): Promise<ReadModelReport> {
    const report = await this.readModels.operations.revert(name);
    if (report) return report;
    throw new ProblemError(
      problem(
        'nothing-to-revert-to',
        409,
        'Nothing to go back to',
        'No build of this version is kept, or one is being built now. GET /operations/read-models says which.',
      ),
    );
  }

  @Post(':readModel/discard')
  @HttpCode(200)
  @ApiParam(NAME)
  @ApiOperation({
    summary: 'Throw away the builds that are kept, those of older versions, and what was set aside',
  })
  discard(@Param('readModel') name: string): Promise<ReadModelReport> {
    return this.readModels.operations.discard(name);
  }

  @Post(':readModel/verification')
  @HttpCode(202)
  @ApiParam(NAME)
  @ApiOperation({ summary: 'Replay the log into fresh tables and compare every row with the live ones' })
  async verify(@Param('readModel') name: string): Promise<object> {
    const { verification } = await this.readModels.operations.verify(name);
    return { name, verification };
  }

  @Get(':readModel/verification')
  @ApiParam(NAME)
  @ApiOperation({
    summary: 'What came of it: how many rows differ, and which. Null where none was asked for',
  })
  async verification(@Param('readModel') name: string): Promise<object> {
    const { verification } = await this.readModels.operations.one(name);
    return { name, verification };
  }
}
