import { hash } from 'node:crypto';

const ROOM = 4_096;

/**
 * On which line each id was met first. It keeps digests of 52 bits in an open hash table, at most 48 bytes an id, so
 * that ten million rows are no trouble; that any two of a million differ in id and agree in digest is once in 9,000.
 */
export class FirstSeen {
  private digests = new Float64Array(ROOM);
  private lines = new Uint32Array(ROOM);
  private size = 0;

  /** The line on which the id was met before; undefined, and remembered, when this is the first. */
  before(id: string, line: number): number | undefined {
    if (2 * this.size >= this.lines.length) this.grow();
    const place = this.placeOf(digestOf(id));
    const known = this.lines[place];
    if (known) return known;
    this.put(digestOf(id), line, place);
    this.size++;
    return undefined;
  }

  /** Where the digest is, or would be. */
  private placeOf(digest: number): number {
    let place = digest % this.lines.length;
    while (this.lines[place] && this.digests[place] !== digest) place = (place + 1) % this.lines.length;
    return place;
  }

  private put(digest: number, line: number, place: number): void {
    this.digests[place] = digest;
    this.lines[place] = line;
  }

  private grow(): void {
    const { digests, lines } = this;
    this.digests = new Float64Array(2 * lines.length);
    this.lines = new Uint32Array(2 * lines.length);
    for (const [index, line] of lines.entries()) {
      const digest = digests[index] ?? 0;
      if (line) this.put(digest, line, this.placeOf(digest));
    }
  }
}

function digestOf(id: string): number {
  const digest = hash('sha256', id, 'buffer');
  return digest.readUInt32BE(0) * 2 ** 20 + (digest.readUInt32BE(4) >>> 12);
}
