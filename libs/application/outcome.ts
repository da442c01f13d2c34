import type { Rejection } from '../event-sourcing/rejection';

/** What became of a command. */
export type Outcome =
  /** It was carried out, now or when it was first sent. `position`: wait for it and you read your own write. */
  | {
      kind: 'accepted';
      stream: string;
      revision: number;
      position: string;
      events: readonly string[];
      about?: About;
    }
  /** It is so already. */
  | { kind: 'unchanged'; stream: string; revision: number; position: string; about?: About }
  | { kind: 'refused'; rejection: Rejection }
  /** Other processes got in first, again and again: nothing was recorded, and it may be sent again. */
  | { kind: 'contended'; stream: string }
  /** The stream has moved on from the revision that the caller saw. */
  | { kind: 'moved'; stream: string; revision: number };

/** What the asker did not know: which case was meant, say. */
type About = Readonly<Record<string, string>>;
