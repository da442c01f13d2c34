/** Wire types of protocol buffers: https://protobuf.dev/programming-guides/encoding/ */
const VARINT = 0;
const BYTES = 2;

/** 2^63 - 1, as a varint. */
const LARGEST = [...Array<number>(8).fill(0xff), 0x7f];

/**
 * Writes a protocol buffers message from its last field to its first: the length that stands before a part is known
 * when the part is written. Several times as fast as building a message object and serialising that.
 */
export class BackwardsWriter {
  readonly #buffer: Buffer;
  #start: number;

  /** @param capacity bytes that the message has at most */
  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafe(capacity);
    this.#start = capacity;
  }

  /** Where the part that is written next will end: hand it to {@link part} when it is written. */
  get end(): number {
    return this.#start;
  }

  finished(): Buffer {
    return this.#buffer.subarray(this.#start);
  }

  /** A whole number from 0 up to 2^53. */
  number(field: number, value: number): void {
    this.#varint(value);
    this.#varint(field * 8 + VARINT);
  }

  /** The largest whole number that 63 bits hold. */
  largest(field: number): void {
    this.#start -= LARGEST.length;
    this.#buffer.set(LARGEST, this.#start);
    this.#varint(field * 8 + VARINT);
  }

  text(field: number, text: string): void {
    const end = this.#start;
    const length = Buffer.byteLength(text);
    this.#start -= length;
    this.#buffer.write(text, this.#start, length, 'utf8');
    this.part(field, end);
  }

  bytes(field: number, bytes: Uint8Array): void {
    const end = this.#start;
    this.#start -= bytes.length;
    this.#buffer.set(bytes, this.#start);
    this.part(field, end);
  }

  /** Makes a field of what was written since `end` was taken. */
  part(field: number, end: number): void {
    this.#varint(end - this.#start);
    this.#varint(field * 8 + BYTES);
  }

  #varint(value: number): void {
    let length = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
    this.#start -= length;
    let at = this.#start;
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#buffer[at++] = (rest % 128) | 128;
    this.#buffer[at] = rest;
  }
}
