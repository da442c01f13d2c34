import type { WebhookStatus, Webhooks } from '@guildhall/webhooks/webhooks';
import { Gauge, type Registry } from 'prom-client';

/**
 * Figures of the webhooks for Prometheus, read from where the workers keep them: whichever process is asked, and however
 * often it was restarted, they are the same. A URL is never a label.
 */
export function measureWebhooks(registry: Registry, webhooks: Webhooks): void {
  const ofEach = (name: string, help: string, figure: (webhook: WebhookStatus) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['department', 'webhook'],
      registers: [registry],
      async collect() {
        this.reset();
        for (const one of await webhooks.list()) {
          this.set({ department: one.department, webhook: one.id }, figure(one));
        }
      },
    });
  ofEach(
    'guildhall_webhook_up',
    '1 while a webhook is sent events, 0 while it is paused or disabled',
    (one) => (one.standing === 'active' ? 1 : 0),
  );
  ofEach(
    'guildhall_webhook_lag_events',
    'Events of the feed that a webhook has yet to be sent',
    ({ lag }) => lag,
  );
  ofEach(
    'guildhall_webhook_failing_seconds',
    'For how long the next event could not be delivered; 0 when it can',
    ({ failing, readAt }) => (failing ? (readAt - failing.since) / 1_000 : 0),
  );
  ofEach('guildhall_webhook_delivered_total', 'Deliveries that succeeded', ({ delivered }) => delivered);
  ofEach('guildhall_webhook_failed_total', 'Attempts at a delivery that failed', ({ failed }) => failed);
}
