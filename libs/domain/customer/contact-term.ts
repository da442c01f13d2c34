import type { ContactDetails } from '../case/vocabulary';

/** Something exact by which a person or a place can be found: spelt in one way, however it was written. */
export interface ContactTerm {
  kind: 'email' | 'phone' | 'postcode';
  value: string;
}

/**
 * Trimmed and in lower case, and no cleverer: whether dots count in the part before the `@` is for whoever runs the
 * mailboxes to say. Undefined where it is no address.
 */
export function emailIn(text: string): string | undefined {
  const email = text.trim().toLowerCase();
  return /^[^\s@]+@[^\s@]+$/.test(email) ? email : undefined;
}

/**
 * As E.164 has it: `01642 000000`, `0044 1642 000000` and `+44 (0)1642 000000` are all `+441642000000`. A number without
 * a country is a UK one, with its 0 or without. Undefined where it is no number.
 */
export function phoneIn(text: string): string | undefined {
  // An extension is not part of the number.
  const [number = ''] = text.trim().split(/[a-z#]/i);
  const digits = number.replace(/[^\d+]/g, '').replace(/^00/, '+');
  if (!/^\+?\d+$/.test(digits)) return undefined;
  const international = /^44\d{9,10}$/.test(digits) ? `+${digits}` : digits;
  const national = international.replace(/^\+44/, '').replace(/^0/, '');
  const e164 =
    international.startsWith('+') && !international.startsWith('+44') ? international : `+44${national}`;
  return /^\+\d{8,15}$/.test(e164) ? e164 : undefined;
}

/** Every postcode in an address, without its space and in capitals: `TS18 1TU` is `TS181TU`. */
export function postcodesIn(text: string): string[] {
  const found = text.toUpperCase().matchAll(/(?<![A-Z\d])([A-Z]{1,2}\d[A-Z\d]?) *(\d[A-Z]{2})(?![A-Z\d])/g);
  return [...new Set([...found].map(([, outward = '', inward = '']) => outward + inward))];
}

/** By what somebody with these details can be found. */
export function termsOfDetails({ email, phone, address }: ContactDetails): ContactTerm[] {
  const [mail, number] = [email && emailIn(email), phone && phoneIn(phone)];
  return [
    ...(mail ? [{ kind: 'email', value: mail } as const] : []),
    ...(number ? [{ kind: 'phone', value: number } as const] : []),
    ...termsOfAddress(address),
  ];
}

/** By what an address can be found. */
const termsOfAddress = (address: string | undefined): ContactTerm[] =>
  postcodesIn(address ?? '').map((value) => ({ kind: 'postcode', value }));

/**
 * By what an event makes its stream findable: a customer by how they are reached, a case by where it is. Whoever raised
 * a case and is no customer of ours, as in an import, is found by the case.
 */
export function termsOfEvent({ type, data }: { type: string; data: object }): ContactTerm[] {
  switch (type) {
    case 'CustomerRegistered':
    case 'CustomerDetailsChanged':
      return termsOfDetails(data);
    case 'QueryRaised': {
      const { address, customer, customerId } = data as RaisedBy;
      const terms = [...termsOfAddress(address), ...(customerId ? [] : termsOfDetails(customer ?? {}))];
      return terms.filter((term, index) => terms.findIndex((one) => isSame(one, term)) === index);
    }
    default:
      return [];
  }
}

interface RaisedBy {
  address?: string;
  customer?: ContactDetails;
  customerId?: string;
}

/** The types of event that make something findable. */
export const findableEvents: ReadonlySet<string> = new Set([
  'CustomerRegistered',
  'CustomerDetailsChanged',
  'QueryRaised',
]);

export const isSame = (one: ContactTerm, other: ContactTerm): boolean =>
  one.kind === other.kind && one.value === other.value;
