import type { ContactPreference } from '../domain/customer/customer-events';
import type { StoredCaseEvent } from '../domain/case/case-events';
import { People } from '../application/customer/people';
import type { EventLog } from '../application/event-log';
import type { Keyring } from '../keyring/keyring';

/** Whoever is written to, as the customer's record says now. */
export interface Recipient {
  /** The record by which they are reached: the one that stays, where several were merged. */
  customerId: string;
  name?: string;
  email?: string;
  phone?: string;
  address?: string;
  preference?: ContactPreference;
  /** What was known of them is gone: there is nobody to tell any more. */
  forgotten: boolean;
  /** Reasonable adjustments (Equality Act 2010, s.20), in the words of whoever recorded them on any of their records. */
  adjustments: readonly string[];
}

/** The customer; undefined when nobody is registered under this id. Of one who was forgotten nothing is known. */
export async function recipientOf(
  log: EventLog,
  keyring: Keyring,
  customerId: string,
): Promise<Recipient | undefined> {
  const person = await new People(log, keyring).personOf(customerId);
  return person && { ...person.record, adjustments: person.adjustments };
}

/** Whoever raised a case; undefined when nobody did who could be told. */
export function customerOf(history: readonly StoredCaseEvent[]): string | undefined {
  const raised = history.find(({ type }) => type === 'QueryRaised');
  return raised?.type === 'QueryRaised' ? raised.data.customerId : undefined;
}
