import type { AssessmentView, Done } from './assessment-view';

/**
 * An assessment as it stood when one of its years was concluded: what was attached, scored and withdrawn since is left
 * out. A year that is still open is as it is now. Undefined when there is no such year.
 */
export function asConcluded<View extends AssessmentView>(view: View, year: number): View | undefined {
  const years = view.years.filter((one) => one.year <= year);
  const latest = years.at(-1);
  if (latest?.year !== year) return undefined;
  const { concluded } = latest;
  if (!concluded) return view;
  const wasThere = ({ revision }: Done): boolean => revision < concluded.revision;
  const asItWas = <One extends Done & { withdrawn?: Done }>({ withdrawn, ...one }: One): One =>
    ({ ...one, ...(withdrawn && wasThere(withdrawn) && { withdrawn }) }) as One;
  const scores = Object.entries(view.scores).map(
    ([element, all]) => [element, all.filter(wasThere).map(asItWas)] as const,
  );
  return {
    ...view,
    years,
    scores: Object.fromEntries(scores),
    evidence: view.evidence.filter(wasThere).map(asItWas),
  };
}
