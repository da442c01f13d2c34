import type { ContactDetails } from '../../domain/case/vocabulary';
import { type ContactTerm, isSame, termsOfDetails } from '../../domain/customer/contact-term';
import { customerOfStream, customerStream } from '../../domain/customer/customer-events';
import type { Keyring } from '../../keyring/keyring';
import { inPassing } from '../in-passing';
import type { CustomerRecord, People } from './people';

/** Records that are opened for one question at most: an address that half a town uses says nothing of anybody. */
const OPENED_AT_MOST = 50;
const ANSWERED_AT_MOST = 10;
/** Milliseconds that somebody who raises a query waits for this. */
const PATIENCE = 250;

/** What two records have in common. A postcode alone is a street, so it only counts along with the name. */
export type Likeness = 'same email' | 'same phone' | 'same postcode and name';

/** A record that may be of the same person; whether it is, is for somebody to find out. */
export interface PossibleMatch {
  /** The record that stays, where it was merged. */
  customerId: string;
  why: Likeness[];
  record: CustomerRecord;
}

/** Finds records that may be of one person, by what they have in common. It merges nothing. */
export class PossibleMatches {
  constructor(
    private readonly people: People,
    private readonly keyring: Pick<Keyring, 'find'>,
  ) {}

  /**
   * Records that have something in common with these details, those with the most in common first.
   * @param customerId whose details they are: nothing of the same person is answered
   */
  async of(details: ContactDetails, customerId: string): Promise<PossibleMatch[]> {
    const mine = termsOfDetails(details);
    const self = await this.people.survivorOf(customerId);
    const matches = new Map<string, PossibleMatch>();
    const candidates = await this.candidates(mine);
    const records = await Promise.all(candidates.map((candidate) => this.people.recordOf(candidate)));
    for (const record of records) {
      const why = record && likenesses(mine, details.name, record);
      if (!record || !why || why.length === 0) continue;
      const { customerId: candidate } = record;
      const survivor = await this.people.survivorOf(candidate);
      if (survivor === self) continue;
      const known = matches.get(survivor);
      const all = [...new Set([...(known?.why ?? []), ...why])];
      const staying =
        survivor === candidate ? record : (known?.record ?? (await this.people.recordOf(survivor)));
      matches.set(survivor, { customerId: survivor, why: all, record: staying ?? record });
    }
    return [...matches.values()]
      .sort((one, other) => other.why.length - one.why.length)
      .slice(0, ANSWERED_AT_MOST);
  }

  /**
   * The same in a hurry, by email and phone alone: whatever there is to say, a query that was raised is raised. A
   * postcode names a whole street, whose records would all have to be opened for their names.
   */
  async inPassing({ email, phone }: ContactDetails, customerId: string): Promise<PossibleMatch[]> {
    return (await inPassing(PATIENCE, this.of({ email, phone }, customerId))) ?? [];
  }

  /** Ids of records that are found by any of these: by an email address before a postcode. */
  private async candidates(terms: readonly ContactTerm[]): Promise<string[]> {
    const found = await Promise.all(
      terms.map((term) => this.keyring.find(term, { after: customerStream(''), limit: OPENED_AT_MOST })),
    );
    const ids = found.flat().flatMap((stream) => customerOfStream(stream) ?? []);
    return [...new Set(ids)].slice(0, OPENED_AT_MOST);
  }
}

/** By what the record says now: what it was once found by may have changed since. */
function likenesses(
  mine: readonly ContactTerm[],
  name: string | undefined,
  record: CustomerRecord,
): Likeness[] {
  const theirs = termsOfDetails(record);
  const kinds = new Set(
    mine.filter((term) => theirs.some((other) => isSame(term, other))).map(({ kind }) => kind),
  );
  const isNamesake = name !== undefined && record.name !== undefined && plain(name) === plain(record.name);
  return [
    ...(kinds.has('email') ? (['same email'] as const) : []),
    ...(kinds.has('phone') ? (['same phone'] as const) : []),
    ...(kinds.has('postcode') && isNamesake ? (['same postcode and name'] as const) : []),
  ];
}

const plain = (name: string): string =>
  name.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean).join(' ');
