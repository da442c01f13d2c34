import type { Dimension } from '@guildhall/read-models/metrics/metrics.query';
import type { Days } from '@guildhall/read-models/metrics/period-before';

/** Which cases a figure is about. */
export interface Selection extends Partial<Days>, Partial<Record<Dimension, string>> {
  counted?: 'true' | 'false';
  after?: string;
  basis?: 'raised' | 'resolved';
}

/** Where a figure is shown with the cases behind it. */
export function figureLink(measure: string, selection: Selection): string {
  const given = Object.entries(selection).filter(([, value]) => value !== undefined);
  return `/dashboard/figures/${measure}?${new URLSearchParams(Object.fromEntries(given)).toString()}`;
}

/** Which open cases somebody has before them. */
export interface OpenCases {
  department?: string;
  stage?: string;
  overdue?: true;
  unclaimed?: true;
}

/** Where open cases are listed, the next date that we promised first. */
export function queueLink(open: OpenCases): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(open)) if (value !== undefined) asked.set(name, String(value));
  return `/queue?${asked.toString()}`;
}

export const caseLink = (reference: string): string => `/dashboard/cases/${reference}`;
