import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { EventLog } from '@guildhall/application/event-log';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import { type MessageName, messageSchema } from '@guildhall/domain/case/notification';
import { Keyring } from '@guildhall/keyring/keyring';
import { Outbox } from '@guildhall/notifications/outbox';
import { particularsNow } from '@guildhall/notifications/preview';
import { Reference } from '../commands/command-context.decorator';
import { found } from '../queries/found';
import { MessageNamePipe } from './message-name.pipe';

/** What customers are written, and what waits in the outbox. */
@ApiTags('Messages to customers')
@Controller()
export class NotificationsController {
  constructor(
    private readonly outbox: Outbox,
    private readonly log: EventLog,
    private readonly keyring: Keyring,
    private readonly catalogue: LiveCatalogue,
  ) {}

  @Get('outbox')
  @ApiOperation({ summary: 'The messages in the local outbox, the latest first, without their words' })
  async messages(): Promise<object> {
    const entries = await this.outbox.entries();
    return { messages: entries.map(({ id, carrier, at }) => ({ id, carrier, at })) };
  }

  @Get('outbox/:id')
  @ApiOperation({ summary: 'One message in the local outbox, with its words and where it goes' })
  async message(@Param('id') id: string): Promise<object> {
    return found(await this.outbox.message(id), 'message', 'GET /outbox lists those that there are.');
  }

  @Get('cases/:reference/messages/:message')
  @ApiOperation({
    summary: 'What a message about this case would be filled in with now: for npm run preview',
  })
  @ApiParam({ name: 'reference', example: '7QK-4M2-9XD3' })
  @ApiParam({ name: 'message', enum: messageSchema.options })
  async particulars(
    @Reference() reference: CaseReference,
    @Param('message', MessageNamePipe) message: MessageName,
  ): Promise<object> {
    const { log, keyring, catalogue } = this;
    return {
      particulars: found(await particularsNow(reference, message, { log, keyring, catalogue }), 'case'),
    };
  }
}
