import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import type { Database } from '@guildhall/platform/database/databases';
import {
  type CaseFilters,
  allWards,
  findCases,
  type SoughtBy,
} from '@guildhall/read-models/search/search.query';
import type { Understood } from '@guildhall/read-models/search/understand';
import { understandWords } from '@guildhall/read-models/search/understand-words';
import { withFreshness } from '../queries/fresh';
import { ReadModels } from '../queries/read-models';
import { FoundByTerm } from './found-by-term';
import { FoundCases } from './found-cases';

/** What somebody looks for: cases, and the customers whom an exact term names. */
export class Search extends Query<object> {
  constructor(
    readonly understood: Understood,
    readonly filters: CaseFilters,
    readonly page: { after?: string; limit: number },
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

/** Where cases are to be looked for, and what is said beside them. */
interface Plan {
  tiers: SoughtBy[][];
  wards?: readonly string[];
  said: Record<string, unknown>;
}

@QueryHandler(Search)
export class SearchHandler implements IQueryHandler<Search> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly catalogue: LiveCatalogue,
    private readonly byTerm: FoundByTerm,
    private readonly presented: FoundCases,
  ) {}

  async execute({ understood, filters, page, waitFor }: Search): Promise<object> {
    const { answer, freshness } = await this.readModels.search.ask(async (db) => {
      const plan = await this.plan(db, understood);
      const found = await this.carryOut(db, plan, filters, page);
      const isNoReference = found.cases.length === 0 && understood.as === 'reference' && understood.words;
      if (!isNoReference) return { said: plan.said, found };
      const asWords = await this.planWords(db, isNoReference);
      return { said: asWords.said, found: await this.carryOut(db, asWords, filters, page) };
    }, waitFor);
    const { said, found } = answer;
    return withFreshness({
      answer: {
        ...said,
        cases: await Promise.all(found.cases.map((one) => this.presented.of(one))),
        next: found.next,
      },
      freshness,
    });
  }

  private carryOut(db: Database, { tiers, wards }: Plan, filters: CaseFilters, page: Search['page']) {
    return findCases(db, tiers, { ...filters, wards }, page);
  }

  private async plan(db: Database, understood: Understood): Promise<Plan> {
    switch (understood.as) {
      case 'reference': {
        const { reference } = understood;
        return {
          tiers: [[{ references: [reference] }]],
          said: { understood: { as: 'reference', reference } },
        };
      }
      case 'misheard-reference': {
        const note = 'A character of it is wrong, or two changed places. Ask for it again.';
        return { tiers: [], said: { understood: { as: 'misheard-reference', note } } };
      }
      case 'words':
        return this.planWords(db, understood.words);
      default: {
        const { term, rest } = understood;
        const { customers, sought, more } = await this.byTerm.find(term);
        const ignored = rest.split(/\s+/).filter(Boolean).length;
        return {
          tiers: [sought],
          said: {
            // The term itself is not said again.
            understood: { as: understood.as, ...(ignored > 0 && { ignoredWords: ignored }) },
            customers,
            ...(more && { more }),
            ...(!(await this.byTerm.isWhole()) && { complete: false }),
          },
        };
      }
    }
  }

  private async planWords(db: Database, words: string): Promise<Plan> {
    const services = this.catalogue.current.current().services.map(({ definition }) => definition);
    const { services: tiers, wards, ignored } = understandWords(words, services, await allWards(db));
    const note =
      tiers.length === 0 && wards.length === 0
        ? 'These words name no service and no place. What people said is sealed, and is not searched.'
        : undefined;
    const byService = tiers.map((codes) => codes.map((service) => ({ service })));
    return {
      tiers: byService.length > 0 ? byService : [wards.map((ward) => ({ ward }))],
      wards: byService.length > 0 && wards.length > 0 ? wards : undefined,
      said: {
        understood: { as: 'words', services: tiers.flat(), places: wards, ignored, ...(note && { note }) },
      },
    };
  }
}
