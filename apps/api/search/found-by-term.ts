import { Injectable } from '@nestjs/common';
import { type CustomerRecord, People } from '@guildhall/application/customer/people';
import { caseOfStream, caseStream } from '@guildhall/domain/case/case-events';
import { type ContactTerm, isSame, termsOfDetails } from '@guildhall/domain/customer/contact-term';
import { customerOfStream, customerStream } from '@guildhall/domain/customer/customer-events';
import { Keyring } from '@guildhall/keyring/keyring';
import type { SoughtBy } from '@guildhall/read-models/search/search.query';
import { presentedRecord } from '../customers/get-customer';

/** Records that are opened for one question at most, and cases that are looked through. */
const RECORDS = 50;
const CASES = 500;

/** Whom and what an exact term finds. */
export interface Found {
  customers: object[];
  /** Their cases, and the cases that the term names by themselves. */
  sought: SoughtBy[];
  /** There is more than is looked through for one question. */
  more: boolean;
}

/** Finds by the blind index, opens the records that it names, and keeps those that the term is true of now. */
@Injectable()
export class FoundByTerm {
  constructor(
    private readonly people: People,
    private readonly keyring: Keyring,
  ) {}

  isWhole(): Promise<boolean> {
    return this.keyring.findsAll();
  }

  async find(term: ContactTerm): Promise<Found> {
    const [customers, cases] = await Promise.all([
      this.keyring.find(term, { after: customerStream(''), limit: RECORDS + 1 }),
      this.cases(term),
    ]);
    const persons = new Map<string, { customer: object; ids: string[] }>();
    const records = await Promise.all(
      customers.slice(0, RECORDS).map((stream) => this.people.recordOf(customerOfStream(stream) ?? '')),
    );
    for (const record of records) {
      const person = record && isTrueOf(term, record) && (await this.people.personOf(record.customerId));
      if (!person || persons.has(person.record.customerId)) continue;
      const ids = [person.record, ...person.others].map(({ customerId }) => customerId);
      const found = record.customerId === person.record.customerId ? {} : { foundBy: record.customerId };
      const customer = { ...presentedRecord(person.record), adjustments: person.adjustments, ...found };
      persons.set(person.record.customerId, { customer, ids });
    }
    const theirs = [...persons.values()];
    return {
      customers: theirs.map(({ customer }) => customer),
      sought: [
        { references: cases.slice(0, CASES) },
        ...theirs.flatMap(({ ids }) => ids).map((customer) => ({ customer })),
      ],
      more: customers.length > RECORDS || cases.length > CASES,
    };
  }

  /** References of cases that the term names: by where they are, or by whoever raised them, which never changes. */
  private async cases(term: ContactTerm): Promise<string[]> {
    const streams = await this.keyring.find(term, { after: caseStream(''), limit: CASES + 1 });
    return streams.flatMap((stream) => caseOfStream(stream) ?? []);
  }
}

const isTrueOf = (term: ContactTerm, record: CustomerRecord): boolean =>
  termsOfDetails(record).some((one) => isSame(one, term));
