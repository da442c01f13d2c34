import { Body, Controller, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@guildhall/application/command-context';
import { ChangeCustomer } from '@guildhall/application/customer/change-customer';
import { MergeCustomers } from '@guildhall/application/customer/merge-customers';
import { Context } from '../commands/command-context.decorator';
import { CommandRoute } from '../commands/command-route.decorator';
import { IdempotencyInterceptor } from '../commands/idempotency.interceptor';
import { type Reply, replyTo } from '../commands/reply';
import { found } from '../queries/found';
import { PageRequest } from '../queries/fresh.requests';
import {
  ChangeDetailsRequest,
  ChangePreferenceRequest,
  MergeCustomersRequest,
  RecordAdjustmentsRequest,
  RegisterCustomerRequest,
  UnmergeCustomerRequest,
} from './customer.requests';
import { customerIdPipe } from './customer-id.pipe';
import { GetCustomer } from './get-customer';
import { GetPossibleMatches } from './get-possible-matches';
import { GetCustomerTimeline } from './get-timeline';

const DEFAULT_PAGE = 50;

/** The people that a council works for. */
@ApiTags('Customers')
@Controller('customers')
export class CustomersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Register a customer: the id is in the answer', 201)
  async register(@Context() context: CommandContext, @Body() body: RegisterCustomerRequest): Promise<Reply> {
    const { details, preference } = body;
    const customerId = context.commandId;
    const command = { type: 'RegisterCustomer', details, preference } as const;
    const outcome = await this.commands.execute(new ChangeCustomer(customerId, command, context));
    return replyTo(outcome, { customerId }, { location: `/customers/${customerId}/timeline` });
  }

  @Post(':customerId/details')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Change how a customer can be reached')
  changeDetails(
    @Param('customerId', customerIdPipe) customerId: string,
    @Context() context: CommandContext,
    @Body() { details }: ChangeDetailsRequest,
  ): Promise<Reply> {
    return this.change(customerId, { type: 'ChangeCustomerDetails', details }, context);
  }

  @Post(':customerId/preference')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Change how a customer wants to be told')
  changePreference(
    @Param('customerId', customerIdPipe) customerId: string,
    @Context() context: CommandContext,
    @Body() { preference }: ChangePreferenceRequest,
  ): Promise<Reply> {
    return this.change(customerId, { type: 'ChangeContactPreference', preference }, context);
  }

  @Post(':customerId/adjustments')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('Record what a customer needs from us (Equality Act 2010, section 20)')
  recordAdjustments(
    @Param('customerId', customerIdPipe) customerId: string,
    @Context() context: CommandContext,
    @Body() { adjustments }: RecordAdjustmentsRequest,
  ): Promise<Reply> {
    return this.change(customerId, { type: 'RecordReasonableAdjustments', adjustments }, context);
  }

  @Post(':customerId/merge')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('The record is of the same person as another, which stays in its place')
  async merge(
    @Param('customerId', customerIdPipe) customerId: string,
    @Context() context: CommandContext,
    @Body() { into, reason }: MergeCustomersRequest,
  ): Promise<Reply> {
    const outcome = await this.commands.execute(new MergeCustomers(customerId, into, reason, context));
    return replyTo(outcome, { customerId, into });
  }

  @Post(':customerId/unmerge')
  @UseInterceptors(IdempotencyInterceptor)
  @CommandRoute('It is another person after all: the record stands for itself again')
  unmerge(
    @Param('customerId', customerIdPipe) customerId: string,
    @Context() context: CommandContext,
    @Body() { reason }: UnmergeCustomerRequest,
  ): Promise<Reply> {
    return this.change(customerId, { type: 'UnmergeCustomer', reason }, context);
  }

  @Get(':customerId')
  @ApiOperation({
    summary:
      'One record, opened: what was merged into it, where it was merged, and its cases, the latest first',
  })
  async customer(
    @Param('customerId', customerIdPipe) customerId: string,
    @Query() { after, limit = DEFAULT_PAGE, waitFor }: PageRequest,
  ): Promise<object> {
    return found(
      await this.queries.execute(new GetCustomer(customerId, { after, limit }, waitFor)),
      'customer',
    );
  }

  @Get(':customerId/possible-matches')
  @ApiOperation({ summary: 'Other records that may be of the same person, and what they have in common' })
  async possibleMatches(@Param('customerId', customerIdPipe) customerId: string): Promise<object> {
    return found(await this.queries.execute(new GetPossibleMatches(customerId)), 'customer');
  }

  @Get(':customerId/timeline')
  @ApiOperation({
    summary:
      'The person, with all of their records, and what they see of each of their cases, the latest first',
  })
  async timeline(
    @Param('customerId', customerIdPipe) customerId: string,
    @Query() { after, limit = DEFAULT_PAGE, waitFor }: PageRequest,
  ): Promise<object> {
    return found(
      await this.queries.execute(new GetCustomerTimeline(customerId, { after, limit }, waitFor)),
      'customer',
    );
  }

  private async change(
    customerId: string,
    command: ChangeCustomer['command'],
    context: CommandContext,
  ): Promise<Reply> {
    const outcome = await this.commands.execute(new ChangeCustomer(customerId, command, context));
    return replyTo(outcome, { customerId });
  }
}
