import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Moment, replayCase } from '@guildhall/application/case/case-history';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { EventLog } from '@guildhall/application/event-log';
import { targetsOf } from '@guildhall/domain/case/case-clock';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import type { Catalogue } from '@guildhall/domain/catalogue/catalogue';
import { standing } from '@guildhall/domain/standards/targets-of-case';
import { Keyring } from '@guildhall/keyring/keyring';
import { openBox, openBoxes } from '@guildhall/keyring/open-boxes';
import { type CaseView, evolveCaseView, noCase } from '@guildhall/read-models/case-view/case-view';
import { viewOfCase } from '@guildhall/read-models/case-view/case-view.query';
import type { Freshness } from '@guildhall/read-models/read-model';
import { freshnessOf, instantOf } from '../queries/fresh';
import { unlessTooEarly } from '../queries/found';
import { ReadModels } from '../queries/read-models';
import { nowOf } from './now-of';
import { originalOf } from './original-of';
import { presentedTarget } from './presented-target';

/** A case as it is answered; `revision` is its ETag. */
export type PresentedCase = { reference: CaseReference; revision: number } & Record<string, unknown>;

/** One case in full, now or at a moment; undefined when there is none. */
export class GetCase extends Query<PresentedCase | undefined> {
  constructor(
    readonly reference: CaseReference,
    readonly moment: Moment,
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(GetCase)
export class GetCaseHandler implements IQueryHandler<GetCase> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly log: EventLog,
    private readonly catalogue: LiveCatalogue,
    private readonly keyring: Keyring,
  ) {}

  async execute({ reference, moment, waitFor }: GetCase): Promise<PresentedCase | undefined> {
    if (moment.asOf !== undefined || moment.effectiveAt !== undefined) return this.asItWas(reference, moment);
    const { answer, freshness } = unlessTooEarly(
      await this.readModels.caseView.ask(async (db) => {
        const found = await viewOfCase(db, reference);
        const viewOf = async (other: string) => (await viewOfCase(db, other))?.view;
        return found && { ...found, original: await originalOf(found.view, viewOf) };
      }, waitFor),
    );
    if (!answer) return undefined;
    const { view, revision, original } = answer;
    const { current } = this.catalogue;
    return {
      ...(await this.present(reference, view, revision, current, nowOf(moment), freshness)),
      original,
    };
  }

  /** Replayed from the log: exactly what was known, or true, at the moment. */
  private async asItWas(reference: CaseReference, moment: Moment): Promise<PresentedCase | undefined> {
    const replayed = await replayCase(this.log, reference, moment, noCase, evolveCaseView);
    if (!replayed) return undefined;
    const { state: view, catalogue, last } = replayed;
    const freshness = freshnessOf(last);
    const original = await originalOf(view, async (other) => {
      const found = await replayCase(this.log, other as CaseReference, moment, noCase, evolveCaseView);
      return found?.state;
    });
    const presented = await this.present(reference, view, last.revision, catalogue, nowOf(moment), freshness);
    return { ...moment, ...presented, original };
  }

  private async present(
    reference: CaseReference,
    view: CaseView,
    revision: number,
    catalogue: Catalogue,
    now: number,
    freshness: Freshness,
  ): Promise<PresentedCase> {
    const { clock, classification, query, resolution, actions, reached, desk, ...rest } = view;
    const isPaused = clock.pauses.some(({ to }) => to === undefined);
    const service = classification && catalogue.service(classification.service.code);
    return {
      reference,
      revision,
      ...classification,
      serviceName: service?.definition.name,
      ...(await openBox(this.keyring, query)),
      ...(await openBoxes(this.keyring, rest)),
      ...desk,
      stages: Object.fromEntries(Object.entries(reached).map(([stage, at]) => [stage, instantOf(at)])),
      ...(await openBox(this.keyring, resolution)),
      actions: await Promise.all(
        actions.map(async ({ planned, taken, takenAt, ...action }) => ({
          ...action,
          takenAt: instantOf(takenAt),
          ...(await openBox(this.keyring, planned)),
          ...(await openBox(this.keyring, taken)),
        })),
      ),
      clock: isPaused ? 'paused' : view.status === 'open' ? 'running' : 'stopped',
      targets: targetsOf(clock, catalogue).map((target) => ({
        basis: target.basis,
        ...presentedTarget(target, standing(target, now)),
      })),
      freshness,
    };
  }
}
