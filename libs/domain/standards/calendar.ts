import { z } from 'zod';
import { type DayNumber, dayNumber, yearOf } from './day-number';

/** The three parts of the United Kingdom that have bank holidays of their own, as GOV.UK publishes them. */
export const divisions = ['england-and-wales', 'scotland', 'northern-ireland'] as const;
const divisionSchema = z.enum(divisions);
export type Division = z.infer<typeof divisionSchema>;

/**
 * Whose holidays count. 'united-kingdom' is the union: a holiday anywhere in the UK is no working day (Freedom of
 * Information Act 2000 s.10(6); Environmental Information Regulations 2004 reg.2(1)).
 */
export const calendarCodeSchema = z.enum([...divisions, 'united-kingdom']);
export type CalendarCode = z.infer<typeof calendarCodeSchema>;

/** One division's bank holidays, as a council edits and publishes them: whole years, each holiday once. */
export const calendarSchema = z.strictObject({
  division: divisionSchema,
  /** Where the dates come from, and their licence. */
  source: z.string().min(1).max(500).optional(),
  holidays: z
    .array(z.strictObject({ date: z.iso.date(), title: z.string().min(1).max(200) }))
    .superRefine((holidays, context) => {
      const seen = new Set<string>();
      for (const [index, { date }] of holidays.entries()) {
        if (seen.has(date)) {
          context.addIssue({ code: 'custom', path: [index, 'date'], message: `${date} is listed twice` });
        }
        seen.add(date);
      }
    }),
});
export type CalendarDefinition = z.infer<typeof calendarSchema>;

/** What is known of holidays, ready to be asked of any day. */
export interface Calendar {
  readonly code: CalendarCode;
  /** Every holiday, ascending. */
  readonly holidays: readonly DayNumber[];
  /** What the day is called when it is a holiday; in the union with where, unless it is one everywhere. */
  holidayOn(day: DayNumber): string | undefined;
  /** In words, that the holidays of the day's year are not known; undefined when they are. */
  unpublishedOn(day: DayNumber): string | undefined;
}

const divisionNames: Record<Division, string> = {
  'england-and-wales': 'England and Wales',
  scotland: 'Scotland',
  'northern-ireland': 'Northern Ireland',
};

/**
 * The calendar of a division, or of the whole United Kingdom.
 * Its knowledge runs from the first to the last year with a holiday in it; beyond, it says so.
 *
 * @throws RangeError when a division that it needs is not among the definitions, or is there twice.
 */
export function calendarFrom(definitions: readonly CalendarDefinition[], code: CalendarCode): Calendar {
  const needed = code === 'united-kingdom' ? divisions : [code];
  const parts = needed.map((division) => onlyDefinitionOf(division, definitions));
  const titles = titlesByDay(parts);
  const published = parts.map(publishedYears);
  return {
    code,
    holidays: [...titles.keys()].sort((a, b) => a - b),
    holidayOn: (day) => titles.get(day),
    unpublishedOn(day) {
      const year = yearOf(day);
      const lacking = published.filter(({ first, last }) => year < first || year > last);
      if (lacking.length === 0) return undefined;
      const where =
        lacking.length === parts.length ? '' : ` in ${lacking.map(({ name }) => name).join(' or ')}`;
      return `no bank holidays are published for ${year}${where}`;
    },
  };
}

function onlyDefinitionOf(
  division: Division,
  definitions: readonly CalendarDefinition[],
): CalendarDefinition {
  const [definition, another] = definitions.filter((candidate) => candidate.division === division);
  if (!definition)
    throw new RangeError(`there is no calendar of bank holidays for ${divisionNames[division]}`);
  if (another)
    throw new RangeError(`there are two calendars of bank holidays for ${divisionNames[division]}`);
  return definition;
}

function publishedYears({ division, holidays }: CalendarDefinition): {
  name: string;
  first: number;
  last: number;
} {
  const years = holidays.map(({ date }) => Number(date.slice(0, 4)));
  return { name: divisionNames[division], first: Math.min(...years), last: Math.max(...years) };
}

function titlesByDay(parts: readonly CalendarDefinition[]): Map<DayNumber, string> {
  const placesByTitle = new Map<DayNumber, Map<string, string[]>>();
  for (const { division, holidays } of parts) {
    for (const { date, title } of holidays) {
      const day = dayNumber(date);
      const places = placesByTitle.get(day) ?? new Map<string, string[]>();
      placesByTitle.set(day, places.set(title, [...(places.get(title) ?? []), divisionNames[division]]));
    }
  }
  const inWords = ([title, places]: [string, string[]]): string =>
    places.length === parts.length ? title : `${title} (${places.join(', ')})`;
  return new Map([...placesByTitle].map(([day, titles]) => [day, [...titles].map(inWords).join('; ')]));
}
