import { Injectable } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { inPassing } from '@guildhall/application/in-passing';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import { refuse } from '@guildhall/domain/case/case-refusals';
import {
  caseAtPlace,
  possibleDuplicates,
  type QueryAtPlace,
} from '@guildhall/read-models/nearby/nearby.query';
import type { Database } from '@guildhall/platform/database/databases';
import { problemOf, ProblemError } from '../problems/problem';
import { instantOf } from '../queries/fresh';
import { unlessTooEarly } from '../queries/found';
import { ReadModels } from '../queries/read-models';

/** Milliseconds that raising a query waits for suggestions; it is raised all the same. */
const WHILE_RAISING = 100;

const NO_PLACE = 'The query does not say where it is, by latitude and longitude.';
const A_CROWD =
  'So many queries are raised at exactly this point that being there tells nothing: is it the default of a form?';
const A_DUPLICATE = 'It is a duplicate already.';

/** Cases that may tell of the same as a query that is about to be raised. */
export class SuggestDuplicates extends Query<object> {
  constructor(
    readonly query: Omit<QueryAtPlace, 'group'>,
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

/** Cases that may tell of the same as this one; undefined when there is no such case. */
export class SuggestDuplicatesOf extends Query<object | undefined> {
  constructor(
    readonly reference: CaseReference,
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

/** Finds cases that may tell of the same, and says what they are about. */
@Injectable()
export class DuplicateFinder {
  constructor(
    private readonly readModels: ReadModels,
    private readonly catalogue: LiveCatalogue,
  ) {}

  async find(
    db: Database,
    query: Omit<QueryAtPlace, 'group'>,
  ): Promise<{ possibleDuplicates: object[]; note?: string }> {
    const found = await possibleDuplicates(db, { ...query, group: this.groupOf(query.service) });
    if (!found) return { possibleDuplicates: [], note: A_CROWD };
    return {
      possibleDuplicates: found.map(({ raisedAt, endedAt, ...one }) => ({
        ...one,
        serviceName: this.catalogue.current.service(one.service)?.definition.name,
        raisedAt: instantOf(raisedAt),
        endedAt: instantOf(endedAt),
      })),
    };
  }

  /** What is known at once; undefined when there is nothing to go by, it takes too long, or anything is wrong. */
  async whileRaising(query: Omit<QueryAtPlace, 'group'>): Promise<object[] | undefined> {
    const { nearby } = this.readModels;
    const answer = await inPassing(
      WHILE_RAISING,
      nearby.glance((db) => this.find(db, query)),
    );
    return answer?.possibleDuplicates;
  }

  private groupOf(code: string): string[] {
    const { current } = this.catalogue;
    const group = current.service(code)?.definition.group;
    if (group === undefined) return [];
    return current
      .current()
      .services.flatMap(({ definition }) => (definition.group === group ? [definition.code] : []));
  }
}

@QueryHandler(SuggestDuplicates)
export class SuggestDuplicatesHandler implements IQueryHandler<SuggestDuplicates> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly catalogue: LiveCatalogue,
    private readonly finder: DuplicateFinder,
  ) {}

  async execute({ query, waitFor }: SuggestDuplicates): Promise<object> {
    if (!this.catalogue.current.service(query.service)) {
      throw new ProblemError(problemOf(refuse.unknownService(query.service)));
    }
    const { answer, freshness } = await this.readModels.nearby.ask(
      (db) => this.finder.find(db, query),
      waitFor,
    );
    return { ...answer, freshness };
  }
}

@QueryHandler(SuggestDuplicatesOf)
export class SuggestDuplicatesOfHandler implements IQueryHandler<SuggestDuplicatesOf> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly finder: DuplicateFinder,
  ) {}

  async execute({ reference, waitFor }: SuggestDuplicatesOf): Promise<object | undefined> {
    const { answer, freshness } = unlessTooEarly(
      await this.readModels.nearby.ask((db) => this.findFor(db, reference), waitFor),
    );
    return answer && { reference, ...answer, freshness };
  }

  private async findFor(db: Database, reference: CaseReference): Promise<object | undefined> {
    const known = await caseAtPlace(db, reference);
    if (!known) return undefined;
    const { duplicateOf, place, ...query } = known;
    if (duplicateOf !== undefined) return { possibleDuplicates: [], duplicateOf, note: A_DUPLICATE };
    if (!place) return { possibleDuplicates: [], note: NO_PLACE };
    return this.finder.find(db, { ...query, place, reference });
  }
}
