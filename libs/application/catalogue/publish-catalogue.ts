import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  catalogueStreams,
  publicationDecider,
  type PublishDefinitions,
} from '../../domain/catalogue/catalogue-decider';
import type { CatalogueFile } from '../../domain/catalogue/catalogue-file';
import { faultsIn } from '../../domain/catalogue/catalogue-faults';
import { refuse } from '../../domain/catalogue/catalogue-refusals';
import type { CommandContext } from '../command-context';
import { CommandRunner } from '../command-runner';
import type { Outcome } from '../outcome';
import { LiveCatalogue } from './live-catalogue';

/** Publishes what a catalogue file holds: from then on it is in force. */
export class PublishCatalogue extends Command<Outcome> {
  constructor(
    readonly file: CatalogueFile,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PublishCatalogue)
export class PublishCatalogueHandler implements ICommandHandler<PublishCatalogue> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogue: LiveCatalogue,
  ) {}

  /** Standards and calendars first, so that no service is ever in force before the standard it names. */
  async execute({ file, context }: PublishCatalogue): Promise<Outcome> {
    const [fault] = faultsIn(file, this.catalogue.current);
    if (fault) return { kind: 'refused', rejection: refuse.unfit(fault) };
    const publications: PublishDefinitions[] = [
      { type: 'PublishCalendars', definitions: file.calendars },
      { type: 'PublishStandards', definitions: file.standards },
      { type: 'PublishDepartments', definitions: file.departments },
      { type: 'PublishServices', definitions: file.services },
      { type: 'PublishAccreditationStandards', definitions: file.accreditationStandards },
    ];
    let all: Done = { kind: 'unchanged', stream: 'catalogue', revision: -1, position: '' };
    for (const publication of publications) {
      if (publication.definitions.length === 0) continue;
      const stream = catalogueStreams[publication.type];
      const outcome = await this.runner.run(publicationDecider, stream, publication, context);
      if (outcome.kind !== 'accepted' && outcome.kind !== 'unchanged') return outcome;
      all = bothOf(all, outcome);
    }
    await this.catalogue.refresh();
    return all;
  }
}

type Done = Extract<Outcome, { kind: 'accepted' | 'unchanged' }>;

/** Two publications as one answer: changed when either was. */
function bothOf(before: Done, after: Done): Done {
  if (after.kind === 'unchanged') return before.kind === 'accepted' ? before : after;
  const events = [...(before.kind === 'accepted' ? before.events : []), ...after.events];
  return { ...after, events };
}
