import { officers } from '../../apps/demo/people';
import { Random } from '../../apps/demo/random';
import { wards } from '../../apps/demo/town';
import type { BenchResult } from '../bench-result';
import { percentile, timed } from './percentiles';
import { asked } from './started';

const CLIENTS = 4;
/** Pages that each client looks at, after so many that the server is as fast as one that has run for a while. */
const PAGES = 1_000;
const WARM_UP = 500;
/** What an officer may wait for a page, in milliseconds. */
const LIMIT_MS = 10;

interface Page {
  next?: string;
}

const departments: Readonly<Record<string, readonly string[]>> = {
  waste: ['collections', 'bulky-waste', 'fly-tipping'],
  highways: ['street-lighting', 'road-defects'],
  housing: ['repairs'],
  revenues: ['council-tax', 'benefits'],
  environment: ['cleansing', 'grounds'],
};

/** Pages of departments' queues, first and later ones, narrowed as officers narrow them, by four clients at once. */
export async function queuePages(url: string, cases: number): Promise<BenchResult> {
  const times: number[] = [];
  const client = async (number: number): Promise<void> => {
    const random = new Random(`client ${number}`);
    let page = { path: aQueue(random), next: undefined as string | undefined };
    for (let looked = 0; looked < WARM_UP + PAGES; looked++) {
      const after = page.next === undefined ? '' : `&after=${page.next}`;
      let answer: Page = {};
      const took = await timed(async () => (answer = await asked<Page>(`${url}${page.path}${after}`)));
      if (looked >= WARM_UP) times.push(took);
      const goesOn = answer.next !== undefined && random.chance(0.4);
      page = goesOn ? { ...page, next: answer.next } : { path: aQueue(random), next: undefined };
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  const ours = percentile(times, 99);
  const of = `${cases.toLocaleString('en-GB')} cases, a tenth of them open`;
  const what = `a page of a department's queue, p99, ${CLIENTS} clients, ${of} (p50 ${percentile(times, 50).toFixed(1)} ms)`;
  return { what, ours, ceiling: LIMIT_MS, unit: 'ms', ratio: ours / LIMIT_MS };
}

/** A department's queue as somebody there would look at it. */
function aQueue(random: Random): string {
  const department = random.pick(Object.keys(departments));
  const narrowed = random.weighted({
    '': 40,
    queue: 15,
    stage: 10,
    officer: 10,
    unclaimed: 10,
    overdue: 10,
    ward: 5,
  });
  const values: Readonly<Record<string, () => string>> = {
    queue: () => random.pick(departments[department] ?? []),
    stage: () => random.pick(['forwarded', 'action-planned']),
    officer: () => random.pick(officers[department] ?? []),
    unclaimed: () => 'true',
    overdue: () => 'true',
    ward: () => random.pick(wards).name,
  };
  const search = new URLSearchParams({ department });
  const value = values[narrowed]?.();
  if (value !== undefined) search.set(narrowed, value);
  return `/queue?${search.toString()}`;
}
