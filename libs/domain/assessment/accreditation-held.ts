import type { AccreditationStandard } from './accreditation-standard';
import type { Year } from './assessment-events';
import { monthsLater } from './months-later';

/**
 * The last day on which accreditation holds once this year is concluded: the next review has to be concluded by then,
 * and after the last one a new assessment. Days: `YYYY-MM-DD`.
 */
export function heldUntil(awardedOn: string, year: Year, { award }: AccreditationStandard): string {
  const end = monthsLater(awardedOn, award.months);
  if (year === 3) return end;
  const next = monthsLater(awardedOn, year * award.reviewEvery + award.grace);
  return next < end ? next : end;
}
