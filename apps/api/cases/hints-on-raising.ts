import { Injectable } from '@nestjs/common';
import type { CommandContext } from '@guildhall/application/command-context';
import { PossibleMatches } from '@guildhall/application/customer/possible-matches';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import { DuplicateFinder } from '../duplicates/suggest-duplicates';
import type { RaiseQueryRequest } from './case.requests';

/** What helps whoever has just raised a query, while the customer is still on the phone. */
export interface Hints {
  /** Cases that may tell of the same. */
  possibleDuplicates?: object[];
  /** Customers we know already who may be whoever was just registered. */
  possibleCustomers?: object[];
}

/** Only a help: what is raised is raised, and answered as fast, whether or not anything was found. */
@Injectable()
export class HintsOnRaising {
  constructor(
    private readonly duplicates: DuplicateFinder,
    private readonly matches: PossibleMatches,
  ) {}

  async on(
    query: RaiseQueryRequest,
    reference: CaseReference,
    customerId: string | undefined,
    { occurredAt }: CommandContext,
  ): Promise<Hints> {
    const [possibleDuplicates, possibleCustomers] = await Promise.all([
      query.resolved ? undefined : this.near(query, reference, Date.parse(occurredAt)),
      this.mayBe(query.customer, customerId),
    ]);
    return {
      ...(possibleDuplicates && { possibleDuplicates }),
      ...(possibleCustomers && { possibleCustomers }),
    };
  }

  private async near(
    { service, location }: RaiseQueryRequest,
    reference: CaseReference,
    at: number,
  ): Promise<object[] | undefined> {
    const { lat, lon } = location ?? {};
    if (lat === undefined || lon === undefined) return undefined;
    return this.duplicates.whileRaising({ service, place: { lat, lon }, at, reference });
  }

  private async mayBe(
    details: RaiseQueryRequest['customer'],
    customerId: string | undefined,
  ): Promise<object[] | undefined> {
    if (!details || !customerId) return undefined;
    const matches = await this.matches.inPassing(details, customerId);
    if (matches.length === 0) return undefined;
    return matches.map(({ customerId: id, why }) => ({ customerId: id, why }));
  }
}
