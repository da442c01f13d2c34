import { UUID } from '@eventstore/db-client/generated/shared_pb';
import { invalidArgument } from '../errors';

const TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether this is a UUID, in lower case. */
export function isUuid(text: string): boolean {
  return TEXT.test(text);
}

/**
 * The id as text in lower case.
 * @throws ProtocolError when it is missing or no UUID
 */
export function uuidOf(message: UUID | undefined): string {
  const text = message ? uuidText(message) : '';
  if (!isUuid(text)) throw invalidArgument('An id in the request is not a UUID');
  return text;
}

/** In lower case, from either of the two forms that clients use; it may be no UUID. */
export function uuidText(message: UUID): string {
  const structured = message.getStructured();
  return structured
    ? fromHalves(structured.getMostSignificantBits(), structured.getLeastSignificantBits())
    : message.getString().toLowerCase();
}

export function uuid(text: string): UUID {
  return new UUID().setString(text);
}

/** From two signed 64-bit numbers. */
function fromHalves(most: string, least: string): string {
  const hex = [most, least]
    .map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
