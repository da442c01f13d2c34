import type { Carrier } from '../domain/case/notification';
import { RefusalToStart } from '../platform/refusal-to-start';

/** What a template may speak of, and what each stands for. A line whose placeholder has no value is left out. */
export const placeholders = {
  reference: 'the reference of the case',
  name: 'the customer’s name',
  service: 'what the query is about',
  summary: 'the customer’s own words for it, in a line',
  news: 'what has happened, as the customer’s timeline says it',
  'so far': 'what had become of the earlier query that this one is answered with',
  department: 'the department that has it',
  due: 'the day by which we promised to resolve or answer it',
  when: 'when an action is planned for',
  'new date': 'the day until which a delay lasts',
  reason: 'why there is a delay',
  question: 'what we need to know from the customer',
} as const;
export type Placeholder = keyof typeof placeholders;
export type Particulars = Partial<Record<Placeholder, string>>;

/** A message in words. A text message has no subject. */
export interface Wording {
  subject?: string;
  body: string;
}

/** The parts of a template, by the heading that each stands under. */
const headings = {
  subject: 'Subject',
  email: 'Email',
  sms: 'Text message',
  post: 'Letter',
} as const;
type Part = keyof typeof headings;

/** GOV.UK Notify takes no text message that is longer, in characters. */
const LONGEST_TEXT_MESSAGE = 918;

/** A template cannot be used: each fault names the file, the line and the cure. */
export class FaultyTemplate extends RefusalToStart {
  override readonly name = 'FaultyTemplate';
}

/** The words of one message, for each way in which it travels. */
export class Template {
  private constructor(private readonly parts: Partial<Record<Part, string>>) {}

  /**
   * Reads a file: `## Subject`, `## Email`, `## Text message` and, where it differs from the email, `## Letter`.
   * @throws FaultyTemplate naming every line that is wrong
   */
  static parse(file: string, text: string): Template {
    const { parts, faults } = read(text);
    if (faults.length > 0) {
      throw new FaultyTemplate(faults.map(({ line, fault }) => `${file}, line ${line}: ${fault}`).join('\n'));
    }
    return new Template(parts);
  }

  /** The message in words, with these particulars. */
  render(carrier: Carrier, particulars: Particulars): Wording {
    const words = carrier === 'post' ? (this.parts.post ?? this.parts.email) : this.parts[carrier];
    const body = filledIn(words ?? '', particulars);
    if (carrier === 'sms') return { body: body.slice(0, LONGEST_TEXT_MESSAGE) };
    return { subject: oneLine(filledIn(this.parts.subject ?? '', particulars)), body };
  }
}

interface Fault {
  line: number;
  fault: string;
}

function read(text: string): { parts: Partial<Record<Part, string>>; faults: Fault[] } {
  const faults: Fault[] = [];
  const found = new Map<Part, string[]>();
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  let part: Part | undefined;
  lines.forEach((line, index) => {
    const blame = (fault: string): void => void faults.push({ line: index + 1, fault });
    const heading = /^##\s+(.*?)\s*$/.exec(line)?.[1];
    if (heading !== undefined) {
      part = partCalled(heading);
      if (!part) blame(`there is no part “${heading}”. The parts are ${Object.values(headings).join(', ')}.`);
      else if (found.has(part)) blame(`“${heading}” is there twice. Keep one of them.`);
      else found.set(part, []);
      return;
    }
    for (const fault of faultsOfLine(line)) blame(fault);
    if (part) found.get(part)?.push(line);
    else if (line.trim() !== '' && found.size === 0 && faults.length === 0) {
      blame('this stands before the first heading. Begin with ## Subject.');
    }
  });
  const parts: Partial<Record<Part, string>> = {};
  for (const [name, words] of found) parts[name] = words.join('\n').trim();
  for (const needed of ['subject', 'email', 'sms'] as const) {
    if (!parts[needed] && (faults.length === 0 || found.has(needed))) {
      faults.push({ line: lines.length, fault: `the part ## ${headings[needed]} has no words. Write them.` });
    }
  }
  if ((parts.sms?.length ?? 0) > LONGEST_TEXT_MESSAGE) {
    const fault = `the text message is longer than ${LONGEST_TEXT_MESSAGE} characters. Shorten it.`;
    faults.push({ line: lines.length, fault });
  }
  return { parts, faults };
}

function faultsOfLine(line: string): string[] {
  const unknown = [...line.matchAll(PLACEHOLDER)]
    .map(([, name = '']) => name)
    .filter((name) => !(name in placeholders))
    .map((name) => `there is no placeholder ((${name})). There are ${names()}.`);
  const rest = line.replace(PLACEHOLDER, '');
  if (!/\(\(|\)\)/.test(rest)) return unknown;
  return [...unknown, 'a placeholder is not closed, or not opened. Write it as ((reference)).'];
}

const PLACEHOLDER = /\(\(([^()]*)\)\)/g;

const names = (): string =>
  Object.keys(placeholders)
    .map((name) => `((${name}))`)
    .join(', ');

function partCalled(heading: string): Part | undefined {
  const wanted = heading.toLowerCase();
  return (Object.keys(headings) as Part[]).find((part) => headings[part].toLowerCase() === wanted);
}

/** A sentence of a text message, or a line of anything else, is left out when it has nothing to say. */
function filledIn(words: string, particulars: Particulars): string {
  return words
    .split('\n')
    .map((line) => filledInLine(line, particulars))
    .filter((line) => line !== undefined)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function filledInLine(line: string, particulars: Particulars): string | undefined {
  const valueOf = (name: string): string | undefined => particulars[name as Placeholder];
  const whole = (sentence: string): boolean =>
    [...sentence.matchAll(PLACEHOLDER)].every(([, name = '']) => valueOf(name));
  const kept = line.split(/(?<=[.!?]) /).filter(whole);
  if (kept.length === 0) return undefined;
  return kept.join(' ').replace(PLACEHOLDER, (_, name: string) => valueOf(name) ?? '');
}

/** A subject goes into a header, where a line break would begin another. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
