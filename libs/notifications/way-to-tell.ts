import type { Carrier, MessageName, Withholding } from '../domain/case/notification';
import type { Kind } from '../domain/case/vocabulary';
import type { Recipient } from './recipient';

/** How somebody is told: a carrier and where it goes, or why we do not write. */
export type WayToTell = { carrier: Carrier; to: string } | { withheld: Withholding };

/**
 * How to tell somebody something: as they prefer, else by what we have of them, email before text message before
 * letter. An adjustment goes before a preference (Equality Act 2010, s.20).
 *
 * @param carriers those that there are outlets for
 */
export function wayToTell(
  recipient: Recipient,
  { kind, message }: { kind: Kind | undefined; message: MessageName },
  carriers: ReadonlySet<Carrier>,
): WayToTell {
  const { preference, adjustments } = recipient;
  if (preference === 'none' && !mustBeTold(kind, message)) return { withheld: 'not-wanted' };
  const cannotUsePhone = adjustments.some((words) => NO_PHONE_CALLS.test(words));
  if (adjustments.some((words) => ANOTHER_FORMAT.test(words))) return { withheld: 'by-hand' };
  if (preference === 'phone' && !cannotUsePhone && recipient.phone) return { withheld: 'by-hand' };

  const isPreferred = (carrier: Carrier): number => (carrier === preference ? 0 : 1);
  const inOrder = (['email', 'sms', 'post'] as const).toSorted(
    (one, other) => isPreferred(one) - isPreferred(other),
  );
  for (const carrier of inOrder) {
    const to = addressFor(carrier, recipient);
    if (to === undefined || !carriers.has(carrier)) continue;
    // A screen can be magnified; what we print cannot.
    const isTooSmall = carrier === 'post' && adjustments.some((words) => LARGE_PRINT.test(words));
    return isTooSmall ? { withheld: 'by-hand' } : { carrier, to };
  }
  return { withheld: 'nowhere-to-send' };
}

/** Whoever asked for information is owed our answer, and word of a delay (FOIA 2000 s.1, s.10, s.17; UK GDPR art. 12). */
function mustBeTold(kind: Kind | undefined, message: MessageName): boolean {
  return kind === 'information-request' && ['resolved', 'delay', 'waiting-for-you'].includes(message);
}

/*
 * Adjustments are recorded in people's own words. What these find is acted upon; whatever they do not find does not keep
 * a message back, and stands on the customer's record for whoever deals with them.
 */
const ANOTHER_FORMAT =
  /\bbraille\b|\baudio\b|\beasy[- ]read\b|\binterpreter\b|\btranslat|\bin person\b|\bcannot read\b|\bby hand\b|\bread (it |letters )?(out|aloud)\b/i;
const LARGE_PRINT = /\b(large|big|giant)[- ](print|type|text|font)\b/i;
const NO_PHONE_CALLS =
  /\bdeaf\b|\bhard of hearing\b|\bno (phone )?calls\b|\bdo(n[o’']t| not) (ring|call|phone)\b/i;

const MOBILE = /^(?:\+44|0044|0)7\d{9}$/;

function addressFor(carrier: Carrier, { email, phone, address }: Recipient): string | undefined {
  switch (carrier) {
    case 'email':
      return email && /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(email) ? email : undefined;
    case 'sms': {
      const number = phone?.replace(/[\s()-]/g, '');
      return number && MOBILE.test(number) ? number : undefined;
    }
    case 'post':
      return address && linesOf(address).length >= 2 ? linesOf(address).join('\n') : undefined;
  }
}

/** The lines of a postal address, which people write in one or in several. */
function linesOf(address: string): string[] {
  return address
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
