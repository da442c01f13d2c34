import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { PublishCatalogue } from '@guildhall/application/catalogue/publish-catalogue';
import type { CommandContext } from '@guildhall/application/command-context';
import { catalogueFileSchema } from '@guildhall/domain/catalogue/catalogue-file';
import { Context } from '../commands/command-context.decorator';
import { replyTo } from '../commands/reply';
import { problem, ProblemError } from '../problems/problem';
import { checked } from '../problems/validation';

/** What the council has published: departments, services, standards and calendars. */
@ApiTags('Catalogue')
@Controller('catalogue')
export class CatalogueController {
  constructor(
    private readonly commands: CommandBus,
    private readonly catalogue: LiveCatalogue,
  ) {}

  @Get('departments')
  @ApiOperation({ summary: 'The departments and their queues, as published now' })
  departments(): object {
    return { departments: this.catalogue.current.current().departments };
  }

  @Get('services')
  @ApiOperation({ summary: 'The services and what each asks, as published now' })
  services(): object {
    return { services: this.catalogue.current.current().services };
  }

  @Get('standards')
  @ApiOperation({ summary: 'The standards of service, as published now' })
  standards(): object {
    return { standards: this.catalogue.current.current().standards };
  }

  @Get('calendars')
  @ApiOperation({ summary: 'The bank holidays of each division, as published now' })
  calendars(): object {
    return { calendars: this.catalogue.current.current().calendars };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Publish a catalogue file, or a part of one: what differs is in force from now on',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/CatalogueFile' } })
  async publish(@Context() context: CommandContext, @Body() body: unknown): Promise<object> {
    const outcome = await this.commands.execute(
      new PublishCatalogue(checked(catalogueFileSchema, body), context),
    );
    const { status, body: answer } = replyTo(outcome, {});
    if (status >= 400) throw new ProblemError(answer as ReturnType<typeof problem>);
    return answer;
  }
}
