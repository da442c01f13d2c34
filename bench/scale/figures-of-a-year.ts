import type { BenchResult } from '../bench-result';
import { percentile, timed } from './percentiles';
import { asked } from './started';

const ROUNDS = 25;
/** What a manager may wait for the figures of a department and a year, in milliseconds. */
const LIMIT_MS = 200;
const DAY = 86_400_000;
/** The department with the most cases, 28 % of them; and one with as many as most have. */
const departments = ['waste', 'housing'];

/** How the figures of a department and a year are asked for. */
const cuts: Readonly<Record<string, string>> = {
  'as a whole': '',
  'by month': '&period=month',
  'by service, channel or ward': '&by=',
  'beside the year before': '&compare=last-year',
};

/** Every figure for one department and the year up to today, and the cases behind one, each asked for alone. */
export async function figuresOfAYear(url: string, cases: number): Promise<BenchResult[]> {
  const day = (ago: number): string => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
  const year = `from=${day(364)}&to=${day(0)}`;
  const results: BenchResult[] = [];
  const whole = cases.toLocaleString('en-GB');
  for (const [how, cut] of Object.entries(cuts)) {
    const what = `figures of the largest or another department and a year, ${how}, p99, ${whole} cases`;
    results.push(await measured(what, (round, department) => {
      const by = cut === '&by=' ? ['service', 'channel', 'ward'][round % 3] : '';
      return asked(`${url}/service-excellence?department=${department}&${year}${cut}${by}`);
    })); // prettier-ignore
  }
  const measures = ['resolved-within-standard', 'overdue', 'promises-kept', 'time-to-resolve'];
  results.push(
    await measured(
      `the cases behind a figure of a department and a year, p99, ${whole} cases`,
      (round, department) => {
        const path = `/service-excellence/${measures[round % measures.length]}/cases`;
        return asked(`${url}${path}?department=${department}&${year}`);
      },
    ),
  );
  return results;
}

async function measured(
  what: string,
  ask: (round: number, department: string) => Promise<unknown>,
): Promise<BenchResult> {
  const times: number[] = [];
  for (let round = -3; round < ROUNDS; round++) {
    for (const department of departments) {
      const took = await timed(() => ask(Math.max(round, 0), department));
      if (round >= 0) times.push(took);
    }
  }
  const ours = percentile(times, 99);
  return { what, ours, ceiling: LIMIT_MS, unit: 'ms', ratio: ours / LIMIT_MS };
}
