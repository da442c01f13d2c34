/** How figures are cut by time. A financial year begins on 1 April and is named by the year it begins in. */
export const periods = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Period = (typeof periods)[number];

/**
 * The periods that a day in London falls into: `2026-06-08` itself, ISO week `2026-W24`, `2026-06`, quarter of the financial year
 * `2026/27 Q1`, and `2026/27`.
 */
export function periodsOf(day: string): Record<Period, string> {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  const begins = month >= 4 ? year : year - 1;
  const financialYear = `${begins}/${String((begins + 1) % 100).padStart(2, '0')}`;
  const quarter = Math.floor(((month + 8) % 12) / 3) + 1;
  return {
    day,
    week: isoWeek(day),
    month: day.slice(0, 7),
    quarter: `${financialYear} Q${quarter}`,
    year: financialYear,
  };
}

const DAY = 86_400_000;

/** ISO 8601 week: the one that holds the week's Thursday. */
function isoWeek(date: string): string {
  const at = Date.parse(date);
  const thursday = at + (4 - (new Date(at).getUTCDay() || 7)) * DAY;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
