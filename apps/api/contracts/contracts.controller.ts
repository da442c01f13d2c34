import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { asyncApiDocument } from '@guildhall/contracts/async-api';
import { type JsonSchema, jsonSchemas } from '@guildhall/contracts/json-schemas';
import { found } from '../queries/found';

/** What departments are told, for those who write the programs that listen. */
@ApiTags('Contracts')
@Controller('contracts')
export class ContractsController {
  private document: object | undefined;
  private schemas: Record<string, JsonSchema> | undefined;

  @Get('asyncapi.json')
  @ApiOperation({ summary: 'The department feeds as an AsyncAPI 3 document' })
  asyncApi(): object {
    return (this.document ??= asyncApiDocument());
  }

  @Get('schemas')
  @ApiOperation({ summary: 'The event types of the department feeds' })
  types(): object {
    return {
      schemas: Object.entries(this.all()).map(([name, { description }]) => ({
        name,
        description,
        href: `/contracts/schemas/${name}`,
      })),
    };
  }

  @Get('schemas/:name')
  @Header('content-type', 'application/schema+json')
  @ApiOperation({ summary: 'The JSON Schema of the data of an event type, or of the envelope: cloudevent' })
  @ApiParam({ name: 'name', example: 'guildhall.case.received.v1' })
  schema(@Param('name') name: string): object {
    const schemas = this.all();
    return found(
      Object.hasOwn(schemas, name) ? schemas[name] : undefined,
      'schema',
      'See GET /contracts/schemas.',
    );
  }

  /** Made when they are first asked for: nobody waits for them at the start. */
  private all(): Record<string, JsonSchema> {
    return (this.schemas ??= jsonSchemas());
  }
}
