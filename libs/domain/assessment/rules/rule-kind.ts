import type { z } from 'zod';
import type { AnsweredGroup, FigureQuestion } from '../figures';
import type { Score } from '../score';

/** What the council has published of the services that are assessed, and of its channels. */
export interface Published {
  services: readonly { name: string; hasStandard: boolean; isDescribed: boolean }[];
  channels: readonly { name: string; hasStandard: boolean }[];
}

/** What a rule judges by. */
export interface Evidence {
  figures: (question: FigureQuestion) => readonly AnsweredGroup[];
  published: Published;
  /** Pieces of evidence attached to the element. */
  attached: number;
  /** A figure of fewer cases or answers says nothing. */
  fewest: number;
  /** What people call a measure. */
  titleOf: (measure: string) => string;
}

/**
 * What a rule makes of the evidence: a score; or that there is nothing, or too little, to measure; or that a person
 * has to look.
 */
export interface Finding {
  verdict: Score | 'not-measured' | 'yours-to-judge';
  /** A sentence with the figures. */
  reason: string;
  /** Where the figure comes from, so that the cases behind it can be looked at. */
  source?: FigureSource | 'catalogue';
}

export interface FigureSource extends FigureQuestion {
  measure: string;
}

/** One kind of rule: how it is written in the standard's file, what it asks for and how it judges. */
export interface RuleKind<Schema extends z.ZodObject> {
  schema: Schema;
  asks(rule: z.output<Schema>): readonly FigureQuestion[];
  judge(rule: z.output<Schema>, evidence: Evidence): Finding;
}
