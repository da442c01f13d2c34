import { isDeepStrictEqual } from 'node:util';
import type { Decider } from '../../event-sourcing/decider';
import type { AccreditationStandard } from '../assessment/accreditation-standard';
import type { CalendarDefinition } from '../standards/calendar';
import type { StandardDefinition } from '../standards/standard';
import {
  AccreditationStandardPublished,
  CalendarPublished,
  type CatalogueEvent,
  type Department,
  DepartmentPublished,
  type Service,
  ServicePublished,
  StandardPublished,
  type StoredCatalogueEvent,
} from './catalogue-events';

/** Everything of one sort that a council publishes at once. */
export type PublishDefinitions =
  | { type: 'PublishDepartments'; definitions: readonly Department[] }
  | { type: 'PublishServices'; definitions: readonly Service[] }
  | { type: 'PublishStandards'; definitions: readonly StandardDefinition[] }
  | { type: 'PublishCalendars'; definitions: readonly CalendarDefinition[] }
  | { type: 'PublishAccreditationStandards'; definitions: readonly AccreditationStandard[] };

/** Where the definitions of each sort are published: five short streams, quick to read at every start. */
export const catalogueStreams: Readonly<Record<PublishDefinitions['type'], string>> = {
  PublishDepartments: 'catalogue-departments',
  PublishServices: 'catalogue-services',
  PublishStandards: 'catalogue-standards',
  PublishCalendars: 'catalogue-calendars',
  PublishAccreditationStandards: 'catalogue-accreditation-standards',
};

/** Each definition as last published, and how often it was. */
export type PublishedDefinitions = Readonly<Record<string, { version: number; definition: unknown }>>;

/** Publication: each definition that differs from its last version becomes the next one; the same again is quiet. */
export const publicationDecider: Decider<
  PublishedDefinitions,
  PublishDefinitions,
  CatalogueEvent,
  StoredCatalogueEvent
> = {
  initial: {},
  decide: (command, published) => {
    switch (command.type) {
      case 'PublishDepartments':
        return changed(published, command.definitions).map((next) => DepartmentPublished.of(next));
      case 'PublishServices':
        return changed(published, command.definitions).map((next) => ServicePublished.of(next));
      case 'PublishStandards':
        return changed(published, command.definitions).map((next) => StandardPublished.of(next));
      case 'PublishCalendars':
        return changed(published, command.definitions).map((next) => CalendarPublished.of(next));
      case 'PublishAccreditationStandards':
        return changed(published, command.definitions).map((next) => AccreditationStandardPublished.of(next));
    }
  },
  evolve: (published, { data }) => ({ ...published, [keyOf(data.definition)]: data }),
};

function changed<Definition extends { code: string } | { division: string }>(
  published: PublishedDefinitions,
  definitions: readonly Definition[],
): { version: number; definition: Definition }[] {
  return definitions
    .map((definition) => ({ definition, last: published[keyOf(definition)] }))
    .filter(({ definition, last }) => !isDeepStrictEqual(last?.definition, definition))
    .map(({ definition, last }) => ({ version: (last?.version ?? 0) + 1, definition }));
}

const keyOf = (definition: { code: string } | { division: string }): string =>
  'code' in definition ? definition.code : definition.division;
