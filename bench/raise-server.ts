import '@guildhall/platform/require-node-24';
import 'reflect-metadata';
import { type Raised, RaiseQueryHandler } from '@guildhall/application/case/raise-query';
import { referenceFor } from '@guildhall/domain/case/case-reference';
import { readConfig } from '@guildhall/platform/config';
import { join } from 'node:path';
import { pino } from 'pino';
import { EmbeddedAnswers } from '../apps/api/commands/embedded-answers';
import { FeedServices } from '../apps/api/departments/feed-services';
import { Health } from '../apps/api/health/health';
import { Metrics } from '../apps/api/health/metrics';
import { JobsInReach } from '../apps/api/operations/jobs-in-reach';
import { ReceiptToken } from '../apps/api/notifications/receipt-token';
import { createHttpServer } from '../apps/api/http-server';
import { ReadModels } from '../apps/api/queries/read-models';
import { WebhookServices } from '../apps/api/webhooks/webhook-services';
import { openInstallation } from '../apps/installation/installation';
import { openOutbox } from '../apps/installation/messages';
import { startStandalone } from '../apps/standalone/standalone';

/*
 * The server that the raise-query benchmark loads, in a process of its own:
 *   whole   as it runs
 *   paused  as it runs, without the projector
 *   empty   the same route, checks and all, with a handler that answers at once: the ceiling
 */

async function main(mode: string): Promise<void> {
  const config = readConfig(process.env);
  const logger = pino({ level: 'silent' });
  if (mode === 'whole') {
    const { url } = await startStandalone(config, logger);
    process.send?.({ url });
    return;
  }
  const installation = await openInstallation(config, 'bench');
  const { store } = installation;
  const readModels = new ReadModels(installation.readModels, store, config.waitMs);
  const health = new Health(store, readModels);
  const foundations = {
    ...installation,
    answers: EmbeddedAnswers.open(join(config.dataFolder, 'answers.db')),
    readModels,
    health,
    metrics: new Metrics(health),
    departments: await FeedServices.open(store, installation.databases, logger),
    outbox: openOutbox(config, installation),
    webhooks: await WebhookServices.open(config, installation),
    jobs: new JobsInReach(undefined, config, logger),
    receiptToken: ReceiptToken.read(undefined),
  };
  const app = await createHttpServer(config, foundations, logger);
  if (mode === 'empty') {
    const reference = referenceFor('empty');
    // As one that was raised before: for that, nobody looks up what is near it.
    const outcome = { kind: 'unchanged', stream: '', revision: 0, position: '1' } as const;
    const answer: Raised = { outcome, reference };
    app.get(RaiseQueryHandler, { strict: false }).execute = () => Promise.resolve(answer);
  }
  await app.listen(config.port, config.host);
  process.send?.({ url: await app.getUrl() });
}

void main(process.argv[2] ?? 'whole');
