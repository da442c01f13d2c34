import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@guildhall/application/command-context';
import { historySchema } from '@guildhall/application/imports/history';
import { ImportHistories } from '@guildhall/application/imports/import-histories';
import { z } from 'zod';
import { Context } from '../commands/command-context.decorator';
import { checked } from '../problems/validation';

/** How many histories one request may bring. */
const AT_ONCE = 1_000;

export const historiesSchema = z.strictObject({ histories: z.array(historySchema).min(1).max(AT_ONCE) });

/** Cases of the past, from other systems. */
@ApiTags('Imports')
@Controller('imports')
export class ImportsController {
  constructor(private readonly commands: CommandBus) {}

  @Post('histories')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take over past cases with their true dates; each is answered for on its own' })
  @ApiBody({ schema: { $ref: '#/components/schemas/Histories' } })
  async import(@Context() context: CommandContext, @Body() body: unknown): Promise<object> {
    const { histories } = checked(historiesSchema, body);
    const importer = { ...context, actor: { kind: 'import' as const, id: context.actor.id } };
    return { results: await this.commands.execute(new ImportHistories(histories, importer)) };
  }
}
