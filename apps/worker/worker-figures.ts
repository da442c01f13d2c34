import { Counter, Gauge, type Registry } from 'prom-client';
import type { RunningWorker } from './start-worker';

/** Adds what the worker says of itself to the figures for Prometheus. */
export function addWorkerFigures(registry: Registry, worker: RunningWorker): void {
  const registers = [registry];
  new Gauge({
    name: 'guildhall_department_feeds_up',
    help: '1 while the department feeds are published, 0 when they have stopped',
    registers,
    collect() {
      this.set(worker.feedsFault === undefined ? 1 : 0);
    },
  });
  new Gauge({
    name: 'guildhall_timers_judged_ratio',
    help: 'How much of the log has been passed while the timers of all cases are judged afresh; 1 when that is done',
    registers,
    collect() {
      this.set((worker.judging?.percent ?? 100) / 100);
    },
  });
  new Gauge({
    name: 'guildhall_jobs',
    help: 'Jobs that a queue holds: scheduled for later, due, in hand, or given up',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      for (const [queue, { scheduled, due, inHand, dead }] of await queuesOf(worker)) {
        this.set({ queue, state: 'scheduled' }, scheduled);
        this.set({ queue, state: 'due' }, due);
        this.set({ queue, state: 'in-hand' }, inHand);
        this.set({ queue, state: 'dead' }, dead);
      }
    },
  });
  new Gauge({
    name: 'guildhall_jobs_waiting_seconds',
    help: 'For how long the job that has been due the longest has been waiting for a worker',
    labelNames: ['queue'],
    registers,
    async collect() {
      for (const [queue, { waitingMs }] of await queuesOf(worker)) this.set({ queue }, waitingMs / 1_000);
    },
  });
  new Counter({
    name: 'guildhall_job_outcomes_total',
    help: 'What became of jobs since the start',
    labelNames: ['queue', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { queue, outcome, jobs } of worker.outcomes) this.inc({ queue, outcome }, jobs);
    },
  });
}

/** None while they cannot be asked: the other figures are told all the same. */
const queuesOf = (worker: RunningWorker) => worker.queues().catch(() => []);
