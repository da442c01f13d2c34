import {
  type ContactPreference,
  customerStream,
  type StoredCustomerEvent,
} from '../domain/customer/customer-events';
import type { StoredCaseEvent } from '../domain/case/case-events';
import type { EventLog } from '../application/event-log';
import type { Keyring } from '../keyring/keyring';
import { openBox } from '../keyring/open-boxes';

/** Whoever is written to, as the customer's record says now. */
export interface Recipient {
  name?: string;
  email?: string;
  phone?: string;
  address?: string;
  preference?: ContactPreference;
  /** Reasonable adjustments (Equality Act 2010, s.20), in the words of whoever recorded them. */
  adjustments: readonly string[];
}

/** The customer; undefined when nobody is registered under this id. Of one who was forgotten nothing is known. */
export async function recipientOf(
  log: EventLog,
  keyring: Keyring,
  customerId: string,
): Promise<Recipient | undefined> {
  const history = (await log.load(customerStream(customerId))) as unknown as readonly StoredCustomerEvent[];
  if (history.length === 0) return undefined;
  let recipient: Recipient = { adjustments: [] };
  for (const { data } of history) {
    const { name, email, phone, address, adjustments } = (await openBox(
      keyring,
      data.sealed,
    )) as Partial<Recipient>;
    const known = Object.entries({ name, email, phone, address, adjustments }).filter(
      ([, value]) => value !== undefined,
    );
    recipient = { ...recipient, ...Object.fromEntries(known) };
    if ('preference' in data && data.preference) recipient = { ...recipient, preference: data.preference };
  }
  return recipient;
}

/** Whoever raised a case; undefined when nobody did who could be told. */
export function customerOf(history: readonly StoredCaseEvent[]): string | undefined {
  const raised = history.find(({ type }) => type === 'QueryRaised');
  return raised?.type === 'QueryRaised' ? raised.data.customerId : undefined;
}
