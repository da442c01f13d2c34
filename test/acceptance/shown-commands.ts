import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isEmbedded } from './foundation';
import { Guildhall } from './guildhall';

/*
 * The commands of a document, run in order in one shell against a real server, and their answers compared with those it
 * shows. Every ```sh block is run. A block that follows one shows its answer:
 *
 * - ```json shows the last answer in full, but for what `…` stands for: a value, the rest of an object or of a list,
 *   a part of a text.
 * - ```text shows the lines that were printed, `…` in them as above.
 *
 * References, ids, positions, instants and days are examples: each stands for one value of its shape throughout, and
 * no two for the same. A block marked `exact` is compared to the letter.
 */

const LEFT_OUT = '…';
/** Between the outputs of two blocks. */
const BREAK = '\u001e';

type Json = string | number | boolean | null | Json[] | { [field: string]: Json };

interface Step {
  command: string;
  shown?: { as: 'json' | 'text'; exact: boolean; text: string };
}

/** Describes that a document, by its path in the repository, is right about so many commands at least. */
export function describeCommandsOf(document: string, atLeast: number): void {
  const steps = stepsIn(readFileSync(join(__dirname, '../..', document), 'utf8'));
  const named = steps.map((step, index): [string, number] => [firstCommand(step), index]);
  const examples = new Map<string, string>();

  describe('the commands', () => {
    let guildhall: Guildhall;
    let outputs: string[] = [];

    beforeAll(async () => {
      guildhall = await Guildhall.start();
      outputs = await run(steps, guildhall.url);
    });
    afterAll(() => guildhall.dispose());

    it('shows commands and their answers', () => {
      expect(steps.length).toBeGreaterThanOrEqual(atLeast);
      expect(steps.filter(({ shown }) => shown).length).toBeGreaterThanOrEqual(atLeast);
    });

    it.each(named)('is right about %s', (_, index) => {
      const { shown } = steps[index] ?? {};
      const printed = outputs[index]?.trim().split('\n') ?? ['the shell did not get this far'];
      const answers = printed.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Json);

      if (shown?.as === 'json') {
        const expected = parseShown(shown.text);
        const last = answers.pop() ?? null;
        expect(last).toEqual(filledIn(expected, last, examples));
      } else if (shown) {
        const lines = shown.text.trim().split('\n');
        expect(printed).toEqual(
          shown.exact ? lines : lines.map((line, at) => filledIn(line, printed[at] ?? '', examples)),
        );
      }
      for (const answer of answers) expect(answer).not.toHaveProperty('title');
    });
  });
}

function stepsIn(markdown: string): Step[] {
  const steps: Step[] = [];
  for (const [, language, mark, text = ''] of markdown.matchAll(/^```(\w*) ?(\w*)\n([^]*?)^```$/gm)) {
    const last = steps.at(-1);
    if (language === 'sh') steps.push({ command: text });
    else if (last && (language === 'json' || language === 'text')) {
      last.shown = { as: language, exact: mark === 'exact', text };
    }
  }
  return steps;
}

function firstCommand({ command }: Step): string {
  const request = /^(get|post|put) "?([^\s"']+)/m.exec(command);
  return request ? `${request[1]} ${request[2]}` : 'the lines that save typing';
}

/** What each step printed. The first command that fails ends the shell, and the test with it. */
async function run(steps: readonly Step[], url: string): Promise<string[]> {
  const commands = steps.map(({ command }) => command.replace('http://localhost:3000', url));
  const script = `set -eu\n${commands.join(`printf '${BREAK}'\n`)}`;
  const { stdout } = await promisify(execFile)('sh', ['-c', script]);
  return stdout.split(BREAK);
}

/** JSON in which `…` stands for what is left out: the text “…”, and in an object the field “…”. */
function parseShown(text: string): Json {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  const within: string[] = [];
  const json = tokens.map((token, at) => {
    if (token === '{' || token === '[') within.push(token);
    if (token === '}' || token === ']') within.pop();
    if (token !== LEFT_OUT) return token;
    return within.at(-1) === '{' && tokens[at - 1] !== ':' ? '"…":"…"' : '"…"';
  });
  return JSON.parse(json.join('')) as Json;
}

/**
 * What is shown as it would be shown of this very answer: with everything that was left out, and with its references,
 * ids and dates in place of the examples. It equals the answer, or differs from it where the README is wrong.
 */
function filledIn(shown: Json, answer: Json, examples: Map<string, string>): Json {
  if (shown === LEFT_OUT) return answer;
  if (typeof shown === 'string') {
    return typeof answer === 'string' ? filledInText(shown, answer, examples) : shown;
  }
  if (Array.isArray(shown)) {
    const parts = Array.isArray(answer) ? answer : [];
    const said = shown.filter((part) => part !== LEFT_OUT);
    const filled = said.map((part, at) => filledIn(part, parts[at] ?? null, examples));
    return said.length < shown.length ? [...filled, ...parts.slice(said.length)] : filled;
  }
  if (typeof shown === 'object' && shown !== null) {
    const parts = typeof answer === 'object' && !Array.isArray(answer) ? answer : null;
    const { [LEFT_OUT]: more, ...said } = shown;
    const filled = Object.entries(said).map(([field, part]) => [
      field,
      field === 'behind'
        ? anyBehind(parts?.[field] ?? null)
        : filledIn(part, parts?.[field] ?? null, examples),
    ]);
    return { ...(more !== undefined && parts), ...Object.fromEntries(filled) } as Json;
  }
  return shown;
}

/** The program itself may just have recorded something that is not read yet. An EventStoreDB does not count. */
function anyBehind(behind: Json): Json {
  if (!isEmbedded) return null;
  return typeof behind === 'number' ? behind : 0;
}

/** What is an example wherever it stands in a text. The longer shapes first. */
const SHAPES = [
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
  /\d{4}-\d\d-\d\dT[\d:.]+Z/,
  /\d{4}-\d\d-\d\d/,
  /(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} [A-Z][a-z]+ \d{4}/,
  // A position, of either log.
  /\b(?:\d{16}|\d{20}-\d{20})\b/,
  /\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{4}\b/,
].map(({ source }) => source);
const EXAMPLE = new RegExp(`(${SHAPES.join('|')}|${LEFT_OUT})`);

function filledInText(shown: string, answer: string, examples: Map<string, string>): string {
  const pieces = shown.split(EXAMPLE);
  const pattern = pieces.map((piece, at) => {
    if (at % 2 === 0) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return piece === LEFT_OUT ? '(.*)' : `(${SHAPES.find((shape) => new RegExp(`^${shape}$`).test(piece))})`;
  });
  const found = new RegExp(`^${pattern.join('')}$`).exec(answer);
  if (!found) return shown;
  return pieces
    .map((piece, at) => {
      const actual = found[(at + 1) / 2] ?? piece;
      if (at % 2 === 0 || piece === LEFT_OUT) return at % 2 === 0 ? piece : actual;
      const known = [...examples.values()].includes(actual);
      if (!known && !examples.has(piece)) examples.set(piece, actual);
      return examples.get(piece) ?? piece;
    })
    .join('');
}
