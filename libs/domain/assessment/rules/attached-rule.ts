import { z } from 'zod';
import { count } from './in-words';
import type { RuleKind } from './rule-kind';

const schema = z.strictObject({
  kind: z.literal('attached'),
  /** What no figure can show. */
  what: z.string().min(1).max(300),
});

/** What has to be attached, since no event tells of it. Whether it shows enough is a person's to judge. */
export const attachedRule: RuleKind<typeof schema> = {
  schema,
  asks: () => [],
  judge: ({ what }, { attached }) =>
    attached > 0
      ? {
          verdict: 'yours-to-judge',
          reason: `Attached: ${count(attached)}. Judge whether it shows ${what}.`,
        }
      : { verdict: 'partially-compliant', reason: `Nothing is attached yet that shows ${what}.` },
};
