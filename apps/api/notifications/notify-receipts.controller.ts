import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChangeCase } from '@guildhall/application/case/change-case';
import type { CaseRequest } from '@guildhall/application/case/look-up-facts';
import { caseOfNotification, type NonDelivery } from '@guildhall/domain/case/notification';
import { z } from 'zod';
import { problem, ProblemError } from '../problems/problem';
import { checked } from '../problems/validation';
import { ReceiptToken } from './receipt-token';

/** What we need of a receipt. It also holds the customer's address, which is neither kept nor logged. */
const receiptSchema = z.object({
  id: z.string().min(1).max(200),
  reference: z.string().max(100).nullish(),
  status: z.string().max(100),
  completed_at: z.iso.datetime().nullish(),
});
type Receipt = z.infer<typeof receiptSchema>;

const failures: Record<string, NonDelivery> = {
  'permanent-failure': 'no-such-address',
  'temporary-failure': 'not-reachable',
  'technical-failure': 'technical-fault',
};

/** GOV.UK Notify says what became of emails and text messages. It asks again when it is not answered with 2xx. */
@ApiTags('Messages to customers')
@Controller('notifications')
export class NotifyReceiptsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly token: ReceiptToken,
  ) {}

  @Post('receipts')
  @HttpCode(204)
  @ApiOperation({ summary: 'A delivery receipt of GOV.UK Notify, with the bearer token agreed with it' })
  @ApiBody({ schema: { type: 'object' } })
  async receive(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: unknown,
  ): Promise<void> {
    if (!this.token.isIn(authorization)) {
      const detail = 'Send the bearer token that is in the file of NOTIFY_CALLBACK_TOKEN_FILE.';
      throw new ProblemError(problem('receipt-not-proven', 401, 'The receipt is not proven', detail));
    }
    const receipt = checked(receiptSchema, body);
    const reference = caseOfNotification(receipt.reference ?? '');
    const asked = askedBy(receipt);
    // Another program of the council's may write through the same service of Notify's.
    if (!reference || !asked) return;
    const now = new Date().toISOString();
    const commandId = `notify-${receipt.id}-${receipt.status}`;
    const outcome = await this.commands.execute(
      new ChangeCase(reference, asked, {
        commandId,
        correlationId: commandId,
        actor: { kind: 'system', id: 'govuk-notify' },
        recordedAt: now,
        occurredAt: now,
      }),
    );
    if (outcome.kind !== 'contended') return;
    throw new ProblemError(problem('contended', 503, 'Contended', 'Nothing was recorded: send it again.'));
  }
}

function askedBy({ id, reference, status, completed_at: completedAt }: Receipt): CaseRequest | undefined {
  const notificationId = reference ?? '';
  const reason = failures[status];
  if (reason) return { type: 'RecordNonDelivery', notificationId, reason };
  if (status !== 'delivered') return undefined;
  const deliveredAt = new Date(completedAt ?? Date.now()).toISOString();
  return { type: 'RecordDelivery', notificationId, by: 'govuk-notify', receipt: id, deliveredAt };
}
