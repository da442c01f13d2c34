import { z } from 'zod';
import { count, percent } from './in-words';
import type { Published, RuleKind } from './rule-kind';
import { inOrder, scoreOf, thresholds, thresholdsInWords } from './thresholds';

const schema = inOrder(
  z.strictObject({
    kind: z.literal('catalogue'),
    of: z.enum(['services-with-a-standard', 'services-described', 'channels-with-a-standard']),
    /** Of the services or channels, in percent. */
    ...thresholds,
  }),
);

interface Completeness {
  /** What is said of those that are complete. */
  what: string;
  of: readonly { name: string; isComplete: boolean }[];
}

const looks: Record<
  (typeof schema)['shape']['of']['options'][number],
  (published: Published) => Completeness
> = {
  'services-with-a-standard': ({ services }) => ({
    what: 'services have a standard of their own or of their kind',
    of: services.map(({ name, hasStandard }) => ({ name, isComplete: hasStandard })),
  }),
  'services-described': ({ services }) => ({
    what: 'services can be found, by their group and by words to look for',
    of: services.map(({ name, isDescribed }) => ({ name, isComplete: isDescribed })),
  }),
  'channels-with-a-standard': ({ channels }) => ({
    what: 'channels have a standard for an enquiry whose service has none',
    of: channels.map(({ name, hasStandard }) => ({ name, isComplete: hasStandard })),
  }),
};

/** What the council has published is complete. */
export const catalogueRule: RuleKind<typeof schema> = {
  schema,
  asks: () => [],
  judge({ of, ...limits }, { published }) {
    const { what, of: all } = looks[of](published);
    if (all.length === 0) {
      return { verdict: 'not-measured', reason: 'No services are published.', source: 'catalogue' };
    }
    const wanting = all.filter(({ isComplete }) => !isComplete).map(({ name }) => name);
    const complete = all.length - wanting.length;
    const share = (100 * complete) / all.length;
    const list = wanting.length === 0 ? '' : ` Without: ${wanting.join(', ')}.`;
    const reason = `${count(complete)} of ${count(all.length)} ${what} (${percent(share)}).${list} ${thresholdsInWords(limits, ' %')}`;
    return { verdict: scoreOf(share, limits), reason, source: 'catalogue' };
  },
};
