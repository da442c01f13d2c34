import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { type CustomerRecord, People } from '@guildhall/application/customer/people';
import { Keyring } from '@guildhall/keyring/keyring';
import { openSummary } from '@guildhall/keyring/open-boxes';
import { withNames } from '@guildhall/read-models/timeline/names';
import { type CaseOfCustomer, casesUnder } from '@guildhall/read-models/timeline/timeline.query';
import { instantOf } from '../queries/fresh';
import { ReadModels } from '../queries/read-models';

/** One record of a customer, opened, with the records that were merged into it and the cases of them all. */
export class GetCustomer extends Query<object | undefined> {
  constructor(
    readonly customerId: string,
    readonly page: { after?: string; limit: number },
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(GetCustomer)
export class GetCustomerHandler implements IQueryHandler<GetCustomer> {
  constructor(
    private readonly people: People,
    private readonly readModels: ReadModels,
    private readonly keyring: Keyring,
    private readonly catalogue: LiveCatalogue,
  ) {}

  async execute({ customerId, page, waitFor }: GetCustomer): Promise<object | undefined> {
    const person = await this.people.underRecord(customerId);
    if (!person) return undefined;
    const { record, others, adjustments } = person;
    const ids = [record, ...others].map((one) => one.customerId);
    const { answer, freshness } = await this.readModels.timeline.ask(
      (db) => casesUnder(db, ids, page),
      waitFor,
    );
    return {
      ...presentedRecord(record),
      adjustments,
      ...(others.length > 0 && { records: others.map(presentedRecord) }),
      cases: await Promise.all(answer.cases.map((one) => this.presentedCase(one))),
      next: answer.next,
      freshness,
    };
  }

  private async presentedCase({ reference, case: known }: CaseOfCustomer): Promise<object> {
    const { service = '', status, stage, reached, customerId, query } = known;
    return {
      reference,
      service: withNames(this.catalogue.current).service(service),
      status,
      stage,
      ...(await openSummary(this.keyring, query)),
      raisedAt: instantOf(reached.raised),
      customerId,
    };
  }
}

/** As it is answered: what does not apply is left out. */
export function presentedRecord({ forgotten, ...record }: CustomerRecord): object {
  return { ...record, ...(forgotten && { forgotten }) };
}
