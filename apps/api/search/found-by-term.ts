import { Injectable } from '@nestjs/common';
import { historyOf } from '@guildhall/application/case/case-history';
import { type CustomerRecord, People } from '@guildhall/application/customer/people';
import { EventLog } from '@guildhall/application/event-log';
import { caseOfStream, caseStream } from '@guildhall/domain/case/case-events';
import { parseReference } from '@guildhall/domain/case/case-reference';
import {
  type ContactTerm,
  isSame,
  termsOfDetails,
  termsOfEvent,
} from '@guildhall/domain/customer/contact-term';
import { customerOfStream, customerStream } from '@guildhall/domain/customer/customer-events';
import { Keyring } from '@guildhall/keyring/keyring';
import { openBox } from '@guildhall/keyring/open-boxes';
import type { SoughtBy } from '@guildhall/read-models/search/search.query';
import { presentedRecord } from '../customers/get-customer';

/** Records, and cases, that are opened for one question at most. */
const AT_MOST = 50;

/** Whom and what an exact term finds. */
export interface Found {
  customers: object[];
  /** Their cases, and the cases that the term names by themselves. */
  sought: SoughtBy[];
  /** There is more than is opened for one question. */
  more: boolean;
}

/** Finds by the blind index, opens what it names, and keeps what the term is true of now. */
@Injectable()
export class FoundByTerm {
  constructor(
    private readonly people: People,
    private readonly log: EventLog,
    private readonly keyring: Keyring,
  ) {}

  isWhole(): Promise<boolean> {
    return this.keyring.findsAll();
  }

  async find(term: ContactTerm): Promise<Found> {
    const [customers, cases] = await Promise.all([this.streams(term, customerStream('')), this.cases(term)]);
    const persons = new Map<string, { customer: object; ids: string[] }>();
    for (const stream of customers.slice(0, AT_MOST)) {
      const record = await this.people.recordOf(customerOfStream(stream) ?? '');
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
        ...cases.map((reference) => ({ reference })),
        ...theirs.flatMap(({ ids }) => ids).map((customer) => ({ customer })),
      ],
      more: customers.length > AT_MOST || cases.length >= AT_MOST,
    };
  }

  /** References of cases that the term names: by where they are, or by whoever raised them. */
  private async cases(term: ContactTerm): Promise<string[]> {
    const streams = await this.streams(term, caseStream(''));
    const references = streams.flatMap((stream) => parseReference(caseOfStream(stream) ?? '') ?? []);
    const named = await Promise.all(
      references.slice(0, AT_MOST).map(async (reference) => {
        const [raised] = await historyOf(this.log, reference);
        if (!raised) return [];
        const opened = await openBox(this.keyring, raised.data.sealed);
        const terms = termsOfEvent({ type: raised.type, data: { ...raised.data, ...opened } });
        return terms.some((one) => isSame(one, term)) ? [reference] : [];
      }),
    );
    return named.flat();
  }

  private streams(term: ContactTerm, after: string): Promise<string[]> {
    return this.keyring.find(term, { after, limit: AT_MOST + 1 });
  }
}

const isTrueOf = (term: ContactTerm, record: CustomerRecord): boolean =>
  termsOfDetails(record).some((one) => isSame(one, term));
