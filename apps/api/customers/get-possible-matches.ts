import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { People } from '@guildhall/application/customer/people';
import { PossibleMatches } from '@guildhall/application/customer/possible-matches';
import { presentedRecord } from './get-customer';

/** Other records that may be of the same person, and what they have in common. */
export class GetPossibleMatches extends Query<object | undefined> {
  constructor(readonly customerId: string) {
    super();
  }
}

@QueryHandler(GetPossibleMatches)
export class GetPossibleMatchesHandler implements IQueryHandler<GetPossibleMatches> {
  constructor(
    private readonly people: People,
    private readonly matches: PossibleMatches,
  ) {}

  async execute({ customerId }: GetPossibleMatches): Promise<object | undefined> {
    const record = await this.people.recordOf(customerId);
    if (!record) return undefined;
    const matches = await this.matches.of(record, customerId);
    return { matches: matches.map(({ record: other, why }) => ({ ...presentedRecord(other), why })) };
  }
}
