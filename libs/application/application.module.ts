import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { domainCodec } from '../domain/events';
import type { EventStore } from '../event-store/event-store';
import type { Keyring } from '../keyring/keyring';
import { ChangeAssessmentHandler } from './assessment/change-assessment';
import { SaidBefore } from './assessment/said-before';
import { ChangeCaseHandler } from './case/change-case';
import { RaiseQueryHandler } from './case/raise-query';
import { LiveCatalogue } from './catalogue/live-catalogue';
import { PublishCatalogueHandler } from './catalogue/publish-catalogue';
import { CommandRunner } from './command-runner';
import { ChangeCustomerHandler } from './customer/change-customer';
import { MergeCustomersHandler } from './customer/merge-customers';
import { People } from './customer/people';
import { PossibleMatches } from './customer/possible-matches';
import { EventLog } from './event-log';
import { ImportHistoriesHandler } from './imports/import-histories';

/** What the application stands on; which adapters these are is decided where a program starts. */
export interface Foundations {
  store: EventStore;
  keyring: Keyring;
  catalogue: LiveCatalogue;
}

/** The command side: everything that can be asked to happen. */
@Module({})
export class ApplicationModule {
  static on({ store, keyring, catalogue }: Foundations): DynamicModule {
    const log = new EventLog(store, domainCodec, keyring);
    const people = new People(log, keyring);
    return {
      module: ApplicationModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: EventLog, useValue: log },
        { provide: CommandRunner, useValue: new CommandRunner(log) },
        { provide: LiveCatalogue, useValue: catalogue },
        { provide: SaidBefore, useValue: new SaidBefore(keyring) },
        { provide: People, useValue: people },
        { provide: PossibleMatches, useValue: new PossibleMatches(people, keyring) },
        RaiseQueryHandler,
        ChangeCaseHandler,
        ChangeCustomerHandler,
        MergeCustomersHandler,
        PublishCatalogueHandler,
        ChangeAssessmentHandler,
        ImportHistoriesHandler,
      ],
      exports: [CqrsModule, EventLog, LiveCatalogue, People, PossibleMatches],
    };
  }
}
