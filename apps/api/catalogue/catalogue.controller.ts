import { Body, Controller, Get, Post, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { PublishCatalogue } from '@guildhall/application/catalogue/publish-catalogue';
import type { CommandContext } from '@guildhall/application/command-context';
import { catalogueFileSchema } from '@guildhall/domain/catalogue/catalogue-file';
import { Context } from '../commands/command-context.decorator';
import { CommandRoute } from '../commands/command-route.decorator';
import { IdempotencyInterceptor } from '../commands/idempotency.interceptor';
import { type Reply, replyTo } from '../commands/reply';
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

  @Get('accreditation-standards')
  @ApiOperation({ summary: 'What the council is accredited against, as published now' })
  accreditationStandards(): object {
    return { accreditationStandards: this.catalogue.current.current().accreditationStandards };
  }

  @Post()
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Publish a catalogue file, or a part of one: what differs is in force from now on')
  @ApiBody({ schema: { $ref: '#/components/schemas/CatalogueFile' } })
  async publish(@Context() context: CommandContext, @Body() body: unknown): Promise<Reply> {
    const file = checked(catalogueFileSchema, body);
    return replyTo(await this.commands.execute(new PublishCatalogue(file, context)), {});
  }
}
