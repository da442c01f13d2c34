import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Health } from './health';

/** Figures for Prometheus. Routes are named by their pattern, so that no reference or name becomes a label. */
export class Metrics {
  /** Where other parts of the API add their own. */
  readonly registry = new Registry();
  readonly requests: Histogram<'method' | 'route' | 'status'>;

  constructor(health: Health) {
    const registers = [this.registry];
    const projections = lately(() => health.projections());
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Histogram({
      name: 'guildhall_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    });
    new Gauge({
      name: 'guildhall_projection_behind_events',
      help: 'Events that a projection has yet to read',
      labelNames: ['projection'],
      registers,
      async collect() {
        for (const { name, behind } of await projections())
          if (behind !== null) this.set({ projection: name }, behind);
      },
    });
    new Gauge({
      name: 'guildhall_projection_up',
      help: '1 while a projection follows the log, 0 when it has stopped, is damaged or is not built',
      labelNames: ['projection'],
      registers,
      async collect() {
        for (const { name, status } of await projections()) {
          this.set({ projection: name }, status === 'running' ? 1 : 0);
        }
      },
    });
    new Gauge({
      name: 'guildhall_projection_build_ratio',
      help: 'How much of the log a build has passed that is under way, from 0 to 1',
      labelNames: ['projection'],
      registers,
      async collect() {
        this.reset();
        for (const { name, building } of await projections())
          if (building) this.set({ projection: name }, building.percent / 100);
      },
    });
    new Gauge({
      name: 'guildhall_projection_build_left_seconds',
      help: 'How long a build still takes if it goes on as it has',
      labelNames: ['projection'],
      registers,
      async collect() {
        this.reset();
        for (const { name, building } of await projections())
          if (typeof building?.secondsLeft === 'number') this.set({ projection: name }, building.secondsLeft);
      },
    });
    new Gauge({
      name: 'guildhall_projection_differences',
      help: 'Rows that differed from what the log says when a projection was last verified',
      labelNames: ['projection'],
      registers,
      async collect() {
        this.reset();
        for (const { name, differences } of await projections())
          if (differences !== undefined) this.set({ projection: name }, differences);
      },
    });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  stop(): void {
    this.registry.clear();
  }
}

/** Milliseconds for which the figures of one scrape are answered from one look. */
const ONE_SCRAPE = 250;

function lately<Answer>(look: () => Promise<Answer>): () => Promise<Answer> {
  let seen: { at: number; answer: Promise<Answer> } | undefined;
  return () => {
    const now = performance.now();
    if (!seen || now - seen.at > ONE_SCRAPE) seen = { at: now, answer: look() };
    return seen.answer;
  };
}
