import type { CaseReference } from '../../domain/case/case-reference';
import { type ContactTerm, emailIn, phoneIn, postcodesIn } from '../../domain/customer/contact-term';
import { looksLikeReference, referenceIn } from './spoken-reference';

/** What somebody put into the one box. `rest`: the words beside an email address, a phone number or a postcode. */
export type Understood =
  /** `words`: ten letters that happen to make a reference may be meant as what they are. */
  | { as: 'reference'; reference: CaseReference; words?: string }
  /** Ten characters that make no reference: one of them is wrong, or two changed places. */
  | { as: 'misheard-reference' }
  | { as: ContactTerm['kind']; term: ContactTerm; rest: string }
  | { as: 'words'; words: string };

/** A phone number, at least seven digits of it, wherever it stands. */
const PHONE = /(?<![\w@])(?:\+|\(?0|\(?(?=\d[\d\s()./-]{6}))[\d\s()./-]{6,40}/;

export function understand(asked: string): Understood {
  const text = asked.normalize('NFKC').trim();
  const reference = referenceIn(text);
  if (reference) return { as: 'reference', reference, ...(!/\d/.test(text) && { words: text }) };

  const [mail = ''] = /[^\s<>,;]+@[^\s<>,;]+/.exec(text) ?? [];
  const email = emailIn(mail);
  if (email) return { as: 'email', term: { kind: 'email', value: email }, rest: text.replace(mail, ' ') };

  const [postcode] = postcodesIn(text);
  if (postcode)
    return { as: 'postcode', term: { kind: 'postcode', value: postcode }, rest: without(text, postcode) };
  if (looksLikeReference(text)) return { as: 'misheard-reference' };

  const [number = ''] = PHONE.exec(text) ?? [];
  const phone = number.replace(/\D/g, '').length >= 7 ? phoneIn(number) : undefined;
  if (phone) return { as: 'phone', term: { kind: 'phone', value: phone }, rest: text.replace(number, ' ') };
  return { as: 'words', words: text };
}

const without = (text: string, postcode: string): string =>
  text.toUpperCase().replace(new RegExp([...postcode].join(' *')), ' ');
