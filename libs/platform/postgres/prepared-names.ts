/** Statements prepared on each connection; the server keeps every one as long as the connection. */
const PREPARED = 250;

/**
 * Names for statements that come again, so that the server reads and plans each once. A statement that comes only once
 * has a moment written into it, say, and would be kept for nothing.
 */
export class PreparedNames {
  private readonly names = new Map<string, string>();
  private once = new Set<string>();

  /** Undefined when it should not be prepared. `schema`: the same text means other tables in another. */
  nameOf(schema: string, text: string): string | undefined {
    const statement = `${schema}:${text}`;
    const known = this.names.get(statement);
    if (known !== undefined || this.names.size >= PREPARED) return known;
    if (!this.once.delete(statement)) {
      if (this.once.size >= PREPARED) this.once.clear();
      this.once.add(statement);
      return undefined;
    }
    const name = `guildhall_${this.names.size}`;
    this.names.set(statement, name);
    return name;
  }
}
