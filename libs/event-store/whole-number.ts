/** @throws TypeError naming the field, when it is no whole number from `least` */
export function assertWhole(field: string, number: number, least: number): void {
  if (Number.isSafeInteger(number) && number >= least) return;
  throw new TypeError(`${field} must be a whole number from ${least}, not ${number}`);
}
