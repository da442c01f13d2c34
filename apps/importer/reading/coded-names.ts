import { codeOfName } from './code-of-name';

/** Names of one sort that came to share a code. */
export interface SharedCode {
  /** What they name: “services”, “departments”, “queues of highways”. */
  sort: string;
  code: string;
  names: string[];
}

/** The codes of the names met so far, and which names they are taken to be the same as. */
export class CodedNames {
  private readonly names = new Map<string, string[]>();

  /** @param chosen codes of names whose own would not do */
  constructor(private readonly chosen: Readonly<Record<string, string>>) {}

  /** The name's code; undefined when it has none of its own and none was chosen for it. */
  code(sort: string, name: string): string | undefined {
    const code = Object.hasOwn(this.chosen, name) ? this.chosen[name] : codeOfName(name);
    if (code === undefined) return undefined;
    const key = `${sort}\n${code}`;
    const known = this.names.get(key);
    if (!known) this.names.set(key, [name]);
    else if (!known.includes(name)) known.push(name);
    return code;
  }

  /** Codes that stand for names that differ in more than case and spaces. */
  shared(): SharedCode[] {
    return [...this.names].flatMap(([key, names]) => {
      const [sort = '', code = ''] = key.split('\n');
      const different = new Map(
        names.toReversed().map((name) => [name.toLowerCase().replace(/\s+/g, ' '), name]),
      );
      return different.size > 1 ? [{ sort, code, names: [...different.values()].toReversed() }] : [];
    });
  }
}
