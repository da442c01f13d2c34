import { positionAfter, positionBefore } from '@guildhall/department-feeds/feed/feed-position';
import type { Attempt, SealedSecret } from '@guildhall/webhooks/endpoint';
import type { WebhookStatus } from '@guildhall/webhooks/webhooks';
import { instantOf } from '../queries/fresh';

/** A webhook as anybody may see it: its secrets are not in it. */
export function webhookAnswer(webhook: WebhookStatus): object {
  const { failing, department } = webhook;
  return {
    id: webhook.id,
    department,
    url: webhook.url,
    description: webhook.description,
    eventTypes: webhook.eventTypes ?? null,
    standing: webhook.standing,
    reason: webhook.reason ?? null,
    since: instantOf(webhook.since),
    deliveredTo: positionBefore(department, webhook.next),
    lag: webhook.lag,
    failing: failing
      ? {
          attempts: failing.attempts,
          since: instantOf(failing.since),
          nextAttemptAt: webhook.standing === 'active' ? instantOf(failing.dueAt) : null,
          reason: failing.reason,
        }
      : null,
    delivered: webhook.delivered,
    failed: webhook.failed,
    lastDeliveredAt: instantOf(webhook.deliveredAt),
    secrets: webhook.secrets.filter((secret) => isValid(secret, webhook.readAt)).map(secretAnswer),
    createdAt: instantOf(webhook.createdAt),
  };
}

/** The only answers in which a secret is seen. */
export function withSecret({ status, secret }: { status: WebhookStatus; secret: string }): object {
  return { ...webhookAnswer(status), secret };
}

/** What came of one attempt. */
export function attemptAnswer(department: string, attempt: Attempt): object {
  const { revision } = attempt;
  return {
    id: attempt.id,
    kind: attempt.kind,
    webhookId: attempt.message,
    eventType: attempt.eventType,
    position: revision === undefined ? null : positionAfter(department, revision),
    at: instantOf(attempt.at),
    milliseconds: attempt.milliseconds,
    delivered: attempt.delivered,
    status: attempt.status ?? null,
    reason: attempt.reason ?? null,
  };
}

const isValid = ({ expiresAt = Infinity }: SealedSecret, now: number): boolean => expiresAt > now;

const secretAnswer = ({ createdAt, expiresAt }: SealedSecret): object => ({
  createdAt: instantOf(createdAt),
  expiresAt: instantOf(expiresAt),
});
