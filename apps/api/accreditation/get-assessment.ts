import { Injectable } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { type Element, elementsOf } from '@guildhall/domain/assessment/accreditation-standard';
import { toLondon } from '@guildhall/domain/standards/london-time';
import { Keyring } from '@guildhall/keyring/keyring';
import { openBoxes } from '@guildhall/keyring/open-boxes';
import {
  allAssessments,
  assessmentCalled,
  type KeptAssessment,
} from '@guildhall/read-models/assessment/assessment.query';
import { asConcluded } from '@guildhall/read-models/assessment/as-concluded';
import { evidenceOf } from '@guildhall/read-models/assessment/assessment-view';
import { standingOn } from '@guildhall/read-models/assessment/standing';
import type { Fresh, Freshness } from '@guildhall/read-models/read-model';
import { found, unlessTooEarly } from '../queries/found';
import { ReadModels } from '../queries/read-models';
import {
  type OpenedAssessment,
  periodOf,
  presentedAssessment,
  type PresentedAssessment,
  presentedElement,
  type PresentedElement,
  presentedLine,
  todayInLondon,
} from './presented-assessment';
import { Suggestions } from './suggestions';

/** Every assessment, the latest first; those that were abandoned only where they are asked for. */
export class ListAssessments extends Query<object> {
  constructor(
    readonly abandoned: boolean,
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

/** How an assessment stands; undefined when there is none. */
export class GetAssessment extends Query<(PresentedAssessment & { freshness: Freshness }) | undefined> {
  constructor(
    readonly assessmentId: string,
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

/** Elements of an assessment in full, with what is suggested of them. */
export interface AssessmentInFull extends PresentedAssessment {
  elements: readonly PresentedElement[];
  freshness: Freshness;
  /** Of the figures that scores are suggested by. */
  figuresFreshness: Freshness;
}

/** An assessment with every element in full, or with one; undefined when there is none. */
export class GetElements extends Query<AssessmentInFull | undefined> {
  constructor(
    readonly assessmentId: string,
    readonly element: string | undefined,
    readonly waitFor: string | undefined,
    /** As it stood when this year was concluded; as it is now when left out. */
    readonly year?: number,
  ) {
    super();
  }
}

/** Opens assessments: finds the standard that they are pinned to, and what was sealed. */
@Injectable()
export class AssessmentReader {
  constructor(
    private readonly readModels: ReadModels,
    private readonly catalogue: LiveCatalogue,
    private readonly keyring: Keyring,
  ) {}

  async all(waitFor: string | undefined): Promise<Fresh<OpenedAssessment[]>> {
    const { answer, freshness } = await this.readModels.assessment.ask(allAssessments, waitFor);
    return { answer: await Promise.all(answer.map((one) => this.open(one))), freshness };
  }

  async one(assessmentId: string, waitFor: string | undefined): Promise<Fresh<OpenedAssessment | undefined>> {
    const { answer, freshness } = unlessTooEarly(
      await this.readModels.assessment.ask((db) => assessmentCalled(db, assessmentId), waitFor),
    );
    return { answer: answer && (await this.open(answer)), freshness };
  }

  private async open(kept: KeptAssessment): Promise<OpenedAssessment> {
    const { code, version } = kept.view.standard;
    const standard = this.catalogue.current.accreditationStandard(code, version)?.definition;
    if (!standard) throw new Error(`Version ${version} of ${code} is not in the catalogue`);
    return { ...kept, view: await openBoxes(this.keyring, kept.view), standard, on: todayInLondon() };
  }
}

@QueryHandler(ListAssessments)
export class ListAssessmentsHandler implements IQueryHandler<ListAssessments> {
  constructor(private readonly reader: AssessmentReader) {}

  async execute({ abandoned, waitFor }: ListAssessments): Promise<object> {
    const { answer, freshness } = await this.reader.all(waitFor);
    const listed = answer.filter(({ view }) => abandoned || !view.abandoned);
    return { assessments: listed.map(presentedLine), freshness };
  }
}

@QueryHandler(GetAssessment)
export class GetAssessmentHandler implements IQueryHandler<GetAssessment> {
  constructor(private readonly reader: AssessmentReader) {}

  async execute({ assessmentId, waitFor }: GetAssessment) {
    const { answer, freshness } = await this.reader.one(assessmentId, waitFor);
    return answer && { ...presentedAssessment(answer), freshness };
  }
}

/** @throws ProblemError 404 when there is no such year */
function inYear(assessment: OpenedAssessment, year: number): OpenedAssessment {
  const view = found(
    asConcluded(assessment.view, year),
    'assessment year',
    'The assessment lists its years.',
  );
  const concluded = view.years.at(-1)?.concluded;
  if (!concluded) return assessment;
  const { at, revision } = concluded;
  return { ...assessment, view, revision, on: toLondon(at).date, concludedAt: at };
}

@QueryHandler(GetElements)
export class GetElementsHandler implements IQueryHandler<GetElements> {
  constructor(
    private readonly reader: AssessmentReader,
    private readonly suggestions: Suggestions,
  ) {}

  async execute({
    assessmentId,
    element,
    waitFor,
    year,
  }: GetElements): Promise<AssessmentInFull | undefined> {
    const { answer, freshness } = await this.reader.one(assessmentId, waitFor);
    if (!answer) return undefined;
    const assessment = year === undefined ? answer : inYear(answer, year);
    const { view, standard, on } = assessment;
    const wanted = elementsOf(standard).filter(({ number }) => element === undefined || number === element);
    const { answer: suggested, freshness: figuresFreshness } = await this.suggestions.about(
      wanted,
      {
        standard,
        scope: view.scope,
        period: periodOf(view),
        attachedTo: (number) => evidenceOf(view, number).length,
      },
      waitFor,
    );
    const standings = standingOn(on, view, standard).criteria.flatMap(({ subCriteria }) =>
      subCriteria.flatMap(({ elements }) => elements),
    );
    const inFull = (one: Element, index: number): PresentedElement[] => {
      const [standing, suggestion] = [
        standings.find(({ number }) => number === one.number),
        suggested[index],
      ];
      return standing && suggestion ? [presentedElement(assessment, one, standing, suggestion)] : [];
    };
    return {
      ...presentedAssessment(assessment),
      elements: wanted.flatMap(inFull),
      freshness,
      figuresFreshness,
    };
  }
}
