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

export const caseLink = (reference: string): string => `/dashboard/cases/${reference}`;
