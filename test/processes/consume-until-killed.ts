/** What the crash test is told by a member: one line of JSON each, as it happens. Instants are UTC milliseconds. */
export type Told =
  | { what: 'claimed'; id: string; subject: string; sequence: number; at: number; leasedUntil: number }
  | { what: 'acknowledging'; ids: string[]; at: number }
  | { what: 'acknowledged'; ids: string[] };

interface Claimed {
  deliveries: { delivery: string; event: { id: string; subject: string; sequence: string } }[];
  leasedUntil: string;
}

/** Short, so that the events of the dead pass on while the test looks on. */
const LEASE_SECONDS = 1;

const [group = '', member = ''] = process.argv.slice(2);

const say = (told: Told): void => void process.stdout.write(`${JSON.stringify(told)}\n`);

async function post<Answer>(what: string, body: object): Promise<Answer> {
  const response = await fetch(`${group}/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ member, ...body }),
  });
  return (await response.json()) as Answer;
}

/** Claims some events, works on each for a moment, acknowledges them, for ever. */
async function work(): Promise<never> {
  for (;;) {
    const asked = { max: 5, leaseSeconds: LEASE_SECONDS, waitSeconds: 1 };
    const { deliveries, leasedUntil } = await post<Claimed>('claims', asked);
    if (deliveries.length === 0) continue;
    const at = Date.now();
    for (const { event } of deliveries) {
      const { id, subject, sequence } = event;
      say({
        what: 'claimed',
        id,
        subject,
        sequence: Number(sequence),
        at,
        leasedUntil: Date.parse(leasedUntil),
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 40 * Math.random()));
    const ids = deliveries.map(({ event }) => event.id);
    say({ what: 'acknowledging', ids, at: Date.now() });
    const { acknowledged = [] } = await post<{ acknowledged?: string[] }>('acknowledgements', {
      deliveries: deliveries.map(({ delivery }) => delivery),
    });
    const done = deliveries.filter(({ delivery }) => acknowledged.includes(delivery));
    say({ what: 'acknowledged', ids: done.map(({ event }) => event.id) });
  }
}

void work();
