import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Health } from './health';

/** Figures for Prometheus. Routes are named by their pattern, so that no reference or name becomes a label. */
export class Metrics {
  /** Where other parts of the API add their own. */
  readonly registry = new Registry();
  readonly requests: Histogram<'method' | 'route' | 'status'>;

  constructor(health: Health) {
    const registers = [this.registry];
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
        for (const { name, behind } of await health.projections())
          if (behind !== null) this.set({ projection: name }, behind);
      },
    });
    new Gauge({
      name: 'guildhall_projection_up',
      help: '1 while a projection follows the log, 0 when it has stopped or is not built',
      labelNames: ['projection'],
      registers,
      async collect() {
        for (const { name, status } of await health.projections()) {
          this.set({ projection: name }, status === 'running' ? 1 : 0);
        }
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
