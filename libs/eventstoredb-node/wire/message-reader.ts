/** Wire types of protocol buffers: https://protobuf.dev/programming-guides/encoding/ */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Reads a protocol buffers message field by field, without making an object of it. */
export class MessageReader {
  /** Number of the field that `next` came to. */
  field = 0;
  #wireType = 0;
  #at = 0;

  constructor(private readonly buffer: Buffer) {}

  /** Goes to the next field; false at the end. Read it, or skip it, before going on. */
  next(): boolean {
    if (this.#at >= this.buffer.length) return false;
    const tag = this.number();
    this.field = Math.floor(tag / 8);
    this.#wireType = tag % 8;
    return true;
  }

  /** A whole number; of those past 2^53 only about how large it is. */
  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.buffer[this.#at++];
      if (byte === undefined) throw new RangeError('The message ends within a number');
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }

  /** A part of the buffer, not a copy. */
  bytes(): Buffer {
    const length = this.number();
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.buffer.length) throw new RangeError('The message ends within a field');
    return this.buffer.subarray(start, this.#at);
  }

  text(): string {
    return this.bytes().toString('utf8');
  }

  skip(): void {
    if (this.#wireType === VARINT) this.number();
    else if (this.#wireType === BYTES) this.bytes();
    else if (this.#wireType === FIXED64) this.#at += 8;
    else if (this.#wireType === FIXED32) this.#at += 4;
    else throw new RangeError(`The message has a field of the unknown kind ${this.#wireType}`);
  }
}
