import type { Outcome } from '@guildhall/application/outcome';
import { problem, problemOf } from '../problems/problem';

/** An answer to a command, ready to be sent and to be remembered. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: object;
}

/** What a command answers over HTTP. `position`: give it as `waitFor` to a query and you read your own write. */
export function replyTo(outcome: Outcome, about: object, created?: { location: string }): Reply {
  switch (outcome.kind) {
    case 'accepted':
    case 'unchanged':
      return {
        status: created ? 201 : 200,
        headers: { etag: `"${outcome.revision}"`, ...created },
        body: {
          ...about,
          ...outcome.about,
          revision: outcome.revision,
          position: outcome.position,
          changed: outcome.kind === 'accepted',
          events: outcome.kind === 'accepted' ? outcome.events : [],
        },
      };
    case 'refused': {
      const refusal = problemOf(outcome.rejection);
      return { status: refusal.status, headers: {}, body: refusal };
    }
    case 'contended': {
      const detail = 'Others kept changing this at the same moment. Nothing was recorded: send it again.';
      return {
        status: 503,
        headers: { 'retry-after': '1' },
        body: problem('contended', 503, 'Contended', detail),
      };
    }
    case 'moved': {
      const detail = `It is at revision ${outcome.revision} now, not at the one in If-Match. Read it again, look at what changed, and decide again.`;
      return {
        status: 412,
        headers: outcome.revision < 0 ? {} : { etag: `"${outcome.revision}"` },
        body: problem('moved-on', 412, 'It has moved on', detail),
      };
    }
  }
}
