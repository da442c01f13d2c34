import { createHash, timingSafeEqual } from 'node:crypto';
import { readSecret } from '../../installation/read-secret';

/** What a receipt must bring with it to be believed. Without one none is. */
export class ReceiptToken {
  private constructor(private readonly digest: Buffer | undefined) {}

  /** @throws RefusalToStart when the file cannot be read or is empty */
  static read(file: string | undefined): ReceiptToken {
    const token = file === undefined ? undefined : readSecret('NOTIFY_CALLBACK_TOKEN_FILE', file);
    return new ReceiptToken(token === undefined ? undefined : digestOf(token));
  }

  /** `Bearer …` (RFC 6750), compared in the same time whatever it is. */
  isIn(authorization: string | undefined): boolean {
    const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    return given !== undefined && this.digest !== undefined && timingSafeEqual(digestOf(given), this.digest);
  }
}

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();
