import { Injectable } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { targetsOf } from '@guildhall/domain/case/case-clock';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import { standing } from '@guildhall/domain/standards/targets-of-case';
import { Keyring } from '@guildhall/keyring/keyring';
import { openBox, openBoxes, openSummary } from '@guildhall/keyring/open-boxes';
import type { Freshness } from '@guildhall/read-models/read-model';
import { withoutUndueApologies } from '@guildhall/read-models/timeline/apologies';
import { withNames } from '@guildhall/read-models/timeline/names';
import { sentence } from '@guildhall/read-models/timeline/sentences';
import { stagesReached } from '@guildhall/read-models/timeline/stages-reached';
import {
  caseTimeline,
  customerTimeline,
  type RecordOnTimeline,
} from '@guildhall/read-models/timeline/timeline.query';
import type { CaseOnTimeline } from '@guildhall/read-models/timeline/with-original';
import { type PresentedTarget, presentedTarget } from '../cases/presented-target';
import { instantOf, withFreshness } from '../queries/fresh';
import { unlessTooEarly } from '../queries/found';
import { ReadModels } from '../queries/read-models';

/** What the customer sees of one case, in sentences. */
export interface PresentedTimeline {
  reference: string;
  /** Undefined once it is forgotten, and where it is damaged. */
  summary?: unknown;
  /** It is damaged. */
  unreadable?: true;
  service: string;
  status: string;
  stages: object[];
  promised: PresentedTarget[];
  entries: { at: string | null; type: string; sentence: string | undefined }[];
}

export type PresentedCaseTimeline = PresentedTimeline & { freshness: Freshness };

/** What the customer sees of one case. */
export class GetCaseTimeline extends Query<PresentedCaseTimeline | undefined> {
  constructor(
    readonly reference: CaseReference,
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

/** A person's cases and contacts, the latest case first: of all of their records, whichever of these is asked for. */
export class GetCustomerTimeline extends Query<object | undefined> {
  constructor(
    readonly customerId: string,
    readonly page: { after?: string; limit: number },
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

/** Renders what the timeline keeps: opens the boxes and finds the words. */
@Injectable()
export class TimelineWriter {
  constructor(
    private readonly keyring: Keyring,
    private readonly catalogue: LiveCatalogue,
  ) {}

  async case({ reference, case: kept, entries }: CaseOnTimeline): Promise<PresentedTimeline> {
    const catalogue = this.catalogue.current;
    const names = withNames(catalogue);
    const targets = targetsOf(kept.clock, catalogue);
    return {
      reference,
      ...(await openSummary(this.keyring, kept.query)),
      service: names.service(kept.service ?? ''),
      status: kept.status,
      stages: stagesReached(kept.reached).map(({ stage, at, closedAt }) => ({
        stage,
        reachedAt: instantOf(at),
        ...(stage === 'resolved' && { closedAt: instantOf(closedAt) }),
      })),
      promised: targets.map((target) => presentedTarget(target, standing(target, Date.now()))),
      entries: await Promise.all(
        withoutUndueApologies(entries, targets).map(async ({ occurredAt, type, data }) => ({
          at: instantOf(occurredAt),
          type,
          sentence: sentence(type, await openBoxes(this.keyring, data), names),
        })),
      ),
    };
  }

  /**
   * The details as the record that stays has them now, the later boxes over the earlier; and what the person needs from
   * us, whichever of their records says so (Equality Act 2010, s.20).
   */
  async customer([survivor, ...merged]: readonly [RecordOnTimeline, ...RecordOnTimeline[]]): Promise<object> {
    const opened = await this.opened(survivor);
    const needs = await Promise.all(merged.map((one) => this.opened(one)));
    const adjustments = new Set([opened, ...needs].flatMap((one) => (one['adjustments'] ?? []) as string[]));
    return {
      customerId: survivor.customerId,
      ...opened,
      ...(adjustments.size > 0 && { adjustments: [...adjustments] }),
      preference: survivor.record?.preference,
      ...(merged.length > 0 && {
        records: merged.map(({ customerId, record }) => ({
          customerId,
          mergedInto: record?.merged?.into,
          mergedAt: instantOf(record?.merged?.at),
        })),
      }),
    };
  }

  private async opened({ record }: RecordOnTimeline): Promise<Record<string, unknown>> {
    const boxes = await Promise.all((record?.boxes ?? []).map((box) => openBox(this.keyring, box)));
    return Object.assign({}, ...boxes) as Record<string, unknown>;
  }
}

@QueryHandler(GetCaseTimeline)
export class GetCaseTimelineHandler implements IQueryHandler<GetCaseTimeline> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly writer: TimelineWriter,
  ) {}

  async execute({ reference, waitFor }: GetCaseTimeline): Promise<PresentedCaseTimeline | undefined> {
    const { answer, freshness } = unlessTooEarly(
      await this.readModels.timeline.ask((db) => caseTimeline(db, reference), waitFor),
    );
    return answer && withFreshness({ answer: await this.writer.case(answer), freshness });
  }
}

@QueryHandler(GetCustomerTimeline)
export class GetCustomerTimelineHandler implements IQueryHandler<GetCustomerTimeline> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly writer: TimelineWriter,
  ) {}

  async execute({ customerId, page, waitFor }: GetCustomerTimeline): Promise<object | undefined> {
    const { answer, freshness } = unlessTooEarly(
      await this.readModels.timeline.ask((db) => customerTimeline(db, customerId, page), waitFor),
    );
    if (!answer) return undefined;
    const [{ customerId: survivor }] = answer.records;
    return {
      ...(survivor !== customerId && { askedFor: customerId, mergedInto: survivor }),
      customer: await this.writer.customer(answer.records),
      cases: await Promise.all(answer.cases.map((one) => this.writer.case(one))),
      next: answer.next,
      freshness,
    };
  }
}
