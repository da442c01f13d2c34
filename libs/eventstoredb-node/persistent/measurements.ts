/** The places in a sorted list of latencies that the protocol's server names. */
const PLACES: [name: string, share: number][] = [
  ['Fastest', 0],
  ['Quintile 1', 0.2],
  ['Quintile 2', 0.4],
  ['Median', 0.5],
  ['Quintile 3', 0.6],
  ['Quintile 4', 0.8],
  ['Quintile 5', 1],
  ['90%', 0.9],
  ['95%', 0.95],
  ['99%', 0.99],
  ['99.5%', 0.995],
  ['99.9%', 0.999],
  ['Highest', 1],
];

/** How long a consumer takes for a message, in whole milliseconds. Nothing is known of one that has answered none. */
export function measurementsOf(latencies: readonly number[]): [name: string, milliseconds: number][] {
  if (latencies.length === 0) return [];
  const sorted = latencies.toSorted((one, other) => one - other);
  const mean = sorted.reduce((sum, latency) => sum + latency, 0) / sorted.length;
  return [
    ['Mean', Math.round(mean)],
    ...PLACES.map(([name, share]): [string, number] => [
      name,
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0,
    ]),
  ];
}
