import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { readConfig } from '@guildhall/platform/config';

const root = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const docs = ['README.md', ...globSync('docs/**/*.md', { cwd: root })];
const sources = globSync(['apps/**/*.ts', 'libs/**/*.ts'], { cwd: root }).filter(
  (file) => !file.endsWith('.spec.ts'),
);

/** Every first capture of a pattern. */
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, one = '']) => one);

/** Code without its indentation, which an excerpt loses. */
const flush = (code: string): string => code.replaceAll(/^ +/gm, '');

/** A heading as GitHub names it in a link. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

describe.each(docs)('%s', (doc) => {
  const text = read(doc);

  it('names only files and folders that there are', () => {
    const named = all(text, /(?<![\w/.-])((?:apps|libs|docs|test|bench|docker)\/[\w./-]*\w)/g);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('links only to what is there', () => {
    const links = all(text, /\]\(([^)\s]+)\)/g).filter((link) => !link.startsWith('http'));
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? doc : normalize(join(dirname(doc), path));
      if (!existsSync(join(root, file))) return true;
      return (
        anchor !== undefined &&
        !all(read(file), /^#+ (.+)$/gm)
          .map(anchorOf)
          .includes(anchor)
      );
    });
    expect(broken).toEqual([]);
  });

  it('quotes code as it is: each excerpt names its file, and `…` stands for lines left out', () => {
    const misquoted = all(text, /^```ts\n([^]*?)^```$/gm).filter((excerpt) => {
      const [, file = '', code = ''] = /^\/\/ (\S+)\n([^]*)$/.exec(excerpt) ?? [];
      const parts = flush(code).split(/^…\n/m);
      return (
        !existsSync(join(root, file)) || !parts.every((part) => flush(read(file)).includes(part.trimEnd()))
      );
    });
    expect(misquoted).toEqual([]);
  });
});

describe('docs/problems.md', () => {
  const documented = all(read('docs/problems.md'), /^\| `([a-z0-9-]+)`/gm);
  const inTheCode = new Set(
    sources.map(read).flatMap((source) => [
      ...all(source, /new Rejection\(\s*'([a-z0-9-]+)'/g),
      ...all(source, /\bproblem\(\s*'([a-z0-9-]+)'/g),
      // The table of statuses in problem.filter.ts, and its last resort.
      ...all(source, /\b4\d\d: \[\s*'([a-z-]+)'/g),
      ...all(source, /\?\? \['([a-z-]+)', 'The request was refused'/g),
      // found() names its problem for what was not found.
      ...all(source, /\bfound\([^;]*?'([a-z ]+)',?\s*(?:'[^']*',?\s*)?\);/g).map(
        (what) => `${what.replaceAll(' ', '-')}-not-found`,
      ),
    ]),
  );

  it('explains every problem that the code can answer with', () => {
    expect(inTheCode.size).toBeGreaterThan(50);
    expect([...inTheCode].filter((code) => !documented.includes(code)).sort()).toEqual([]);
  });

  it('explains none that there is not, and none twice', () => {
    expect(documented.filter((code) => !inTheCode.has(code))).toEqual([]);
    expect(documented).toHaveLength(new Set(documented).size);
  });
});

describe('the settings in the README', () => {
  const rows = read('README.md').matchAll(/^\| `([A-Z_]+)` +\| ([^|]+?) +\|/gm);
  const told = new Map([...rows].map(([, name = '', fallback = '']) => [name, fallback.replaceAll('`', '')]));

  it('are those that there are', () => {
    const known = all(read('libs/platform/config.ts'), /^ {2}([A-Z][A-Z_]+): /gm);
    expect([...told.keys()].sort()).toEqual(known.sort());
  });

  it('have the defaults that it says', () => {
    const config = readConfig({});
    expect(told.get('PORT')).toBe(String(config.port));
    expect(told.get('HOST')).toBe(config.host);
    expect(join(process.cwd(), told.get('GUILDHALL_DATA') ?? '')).toBe(config.dataFolder);
    expect(told.get('GUILDHALL_OPERATOR')).toBe(config.operator);
    expect(told.get('GUILDHALL_WAIT_MS')).toBe(String(config.waitMs));
    expect(told.get('GUILDHALL_MAX_BODY_BYTES')).toBe(String(config.maxBodyBytes));
    expect(told.get('LOG_LEVEL')).toBe(config.logLevel);
  });
});

describe('the decisions', () => {
  const decisions = docs.filter((doc) => doc.startsWith('docs/decisions/')).sort();

  it('are numbered without a gap', () => {
    const numbers = decisions.map((doc) => Number(/(\d{4})-/.exec(doc)?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it.each(decisions)('%s says why, what, and what comes of it', (doc) => {
    expect(read(doc)).toMatch(/^# \d+\. [^]+^## Context$[^]+^## Decision$[^]+^## Consequences$/m);
  });
});

describe('docs/glossary.md', () => {
  it('has each word once, in order', () => {
    const [, field = '', council = ''] = read('docs/glossary.md').split(/^## .+$/m);
    const words = [field, council].map((part) => all(part, /^\| \*\*([^*]+)\*\*/gm));
    expect(words.flat()).toHaveLength(new Set(words.flat()).size);
    for (const some of words) expect(some).toEqual(some.toSorted((a, b) => a.localeCompare(b, 'en')));
  });
});
