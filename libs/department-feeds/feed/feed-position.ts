/**
 * How far somebody has read the feed of a department, for whoever reads it: opaque, to be handed back as it came. It
 * names the department, so that a position which went astray is noticed and not read as one of another feed.
 */
export type FeedPosition = string & { readonly __feedPosition: unique symbol };

/** The position at which the event of this revision of the department's stream comes next. */
export function positionBefore(department: string, revision: number): FeedPosition {
  return `${department}.${revision}` as FeedPosition;
}

/** The position of one who has read this event too: an event is named by it. */
export function positionAfter(department: string, revision: number): FeedPosition {
  return positionBefore(department, revision + 1);
}

/** The revision that comes next; undefined when no feed of this department ever gave out such a position. */
export function nextRevisionAt(department: string, position: string): number | undefined {
  const number = position.startsWith(`${department}.`) ? position.slice(department.length + 1) : '';
  return /^(0|[1-9]\d{0,14})$/.test(number) ? Number(number) : undefined;
}
