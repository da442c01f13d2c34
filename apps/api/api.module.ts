import { type DynamicModule, Module } from '@nestjs/common';
import { ApplicationModule, type Foundations } from '@guildhall/application/application.module';
import { ConsumerGroups } from '@guildhall/department-feeds/consumer-groups/consumer-groups';
import { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { FeedNews } from '@guildhall/department-feeds/feed/feed-news';
import { Keyring } from '@guildhall/keyring/keyring';
import { Outbox } from '@guildhall/notifications/outbox';
import { Webhooks } from '@guildhall/webhooks/webhooks';
import { accreditation } from './accreditation/accreditation';
import { CaseCommandsController } from './cases/case-commands.controller';
import { CaseQueriesController } from './cases/case-queries.controller';
import { GetCaseHandler } from './cases/get-case';
import { GetDeadlinesHandler } from './cases/get-deadlines';
import { GetHistoryHandler } from './cases/get-history';
import { HintsOnRaising } from './cases/hints-on-raising';
import { CatalogueController } from './catalogue/catalogue.controller';
import { Answers } from './commands/answers';
import { IdempotencyInterceptor } from './commands/idempotency.interceptor';
import { ContractsController } from './contracts/contracts.controller';
import { CustomersController } from './customers/customers.controller';
import { GetCustomerHandler } from './customers/get-customer';
import { GetPossibleMatchesHandler } from './customers/get-possible-matches';
import { GetCaseTimelineHandler, GetCustomerTimelineHandler, TimelineWriter } from './customers/get-timeline';
import { ConsumerGroupsController } from './departments/consumer-groups.controller';
import { DashboardController } from './dashboard/dashboard.controller';
import { GetDashboardHandler } from './dashboard/get-dashboard';
import { DepartmentPipe } from './departments/department.pipe';
import { FeedController } from './departments/feed.controller';
import { FeedMetrics } from './departments/feed-metrics';
import type { FeedServices } from './departments/feed-services';
import { OpenRequests } from './departments/open-requests';
import { DuplicatesController } from './duplicates/duplicates.controller';
import {
  DuplicateFinder,
  SuggestDuplicatesHandler,
  SuggestDuplicatesOfHandler,
} from './duplicates/suggest-duplicates';
import { Health } from './health/health';
import { HealthController } from './health/health.controller';
import { Metrics } from './health/metrics';
import { ImportsController } from './imports/imports.controller';
import { NotificationsController } from './notifications/notifications.controller';
import { NotifyReceiptsController } from './notifications/notify-receipts.controller';
import { ReceiptToken } from './notifications/receipt-token';
import { JobsController } from './operations/jobs.controller';
import { JobsInReach } from './operations/jobs-in-reach';
import { ReadModelsController } from './operations/read-models.controller';
import { ReadModels } from './queries/read-models';
import { CountQueueHandler, ListQueueHandler } from './queues/list-queue';
import { QueuesController } from './queues/queues.controller';
import { FoundByTerm } from './search/found-by-term';
import { FoundCases } from './search/found-cases';
import { SearchHandler } from './search/search';
import { SearchController } from './search/search.controller';
import { AskWhatIfHandler } from './service-excellence/ask-what-if';
import { GetCasesBehindHandler, GetFiguresHandler } from './service-excellence/get-figures';
import { ServiceExcellenceController } from './service-excellence/service-excellence.controller';
import { measureWebhooks } from './webhooks/webhook-metrics';
import type { WebhookServices } from './webhooks/webhook-services';
import { WebhooksController } from './webhooks/webhooks.controller';

/** What the API needs beside what the application stands on. */
export interface ApiFoundations extends Foundations {
  answers: Answers;
  readModels: ReadModels;
  health: Health;
  metrics: Metrics;
  departments: FeedServices;
  outbox: Outbox;
  webhooks: WebhookServices;
  jobs: JobsInReach;
  receiptToken: ReceiptToken;
}

/** Requests in, answers out. */
@Module({})
export class ApiModule {
  /** `keyring`: what pages are opened with. */
  static on(foundations: ApiFoundations, keyring: Keyring): DynamicModule {
    const { answers, readModels, health, metrics, departments, outbox, webhooks, jobs, receiptToken } =
      foundations;
    measureWebhooks(metrics.registry, webhooks.webhooks);
    return {
      module: ApiModule,
      imports: [ApplicationModule.on(foundations)],
      controllers: [
        CaseCommandsController,
        CaseQueriesController,
        DuplicatesController,
        CustomersController,
        QueuesController,
        SearchController,
        ServiceExcellenceController,
        DashboardController,
        FeedController,
        ConsumerGroupsController,
        WebhooksController,
        CatalogueController,
        ContractsController,
        ImportsController,
        NotificationsController,
        NotifyReceiptsController,
        HealthController,
        ReadModelsController,
        JobsController,
        ...accreditation.controllers,
      ],
      providers: [
        { provide: Answers, useValue: answers },
        { provide: ReadModels, useValue: readModels },
        { provide: Health, useValue: health },
        { provide: Metrics, useValue: metrics },
        { provide: Keyring, useValue: keyring },
        { provide: DepartmentFeeds, useValue: departments.feeds },
        { provide: FeedNews, useValue: departments.news },
        { provide: ConsumerGroups, useValue: departments.groups },
        { provide: FeedMetrics, useValue: new FeedMetrics(metrics.registry, departments.groups) },
        { provide: Outbox, useValue: outbox },
        { provide: Webhooks, useValue: webhooks.webhooks },
        { provide: JobsInReach, useValue: jobs },
        { provide: ReceiptToken, useValue: receiptToken },
        DepartmentPipe,
        OpenRequests,
        IdempotencyInterceptor,
        TimelineWriter,
        DuplicateFinder,
        HintsOnRaising,
        SuggestDuplicatesHandler,
        SuggestDuplicatesOfHandler,
        GetCaseHandler,
        GetHistoryHandler,
        GetDeadlinesHandler,
        GetCaseTimelineHandler,
        GetCustomerTimelineHandler,
        GetCustomerHandler,
        GetPossibleMatchesHandler,
        ListQueueHandler,
        CountQueueHandler,
        FoundByTerm,
        FoundCases,
        SearchHandler,
        GetFiguresHandler,
        GetCasesBehindHandler,
        AskWhatIfHandler,
        GetDashboardHandler,
        ...accreditation.providers,
      ],
    };
  }
}
