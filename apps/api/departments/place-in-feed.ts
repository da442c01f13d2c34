import type { DepartmentFeeds } from '@guildhall/department-feeds/feed/department-feeds';
import { nextRevisionAt, positionBefore } from '@guildhall/department-feeds/feed/feed-position';
import type { FieldFault } from '../problems/problem';
import { invalid } from '../problems/validation';

/** What stands for a place in a feed besides a position. */
const BEGINNING = 'beginning';
const END = 'end';

/**
 * The revision that comes next at `beginning`, at `end`, or at a position that the feed has given out.
 * @throws ProblemError naming the field when there is no such place
 */
export async function placeInFeed(
  feeds: DepartmentFeeds,
  department: string,
  place: string,
  field: string,
): Promise<number> {
  if (place === BEGINNING) return 0;
  const end = await feeds.end(department);
  if (place === END) return end;
  const revision = nextRevisionAt(department, place);
  if (revision === undefined) {
    const message = `Give a position that the feed of ${department} has answered with, ${BEGINNING}, or ${END}.`;
    throw invalid([{ field, message }]);
  }
  if (revision > end) {
    const message = `The feed of ${department} ends at ${positionBefore(department, end)}, before this position: it may have been put back from a backup. Ask its operator, and go on from ${END} or an earlier position.`;
    throw invalid([{ field, message }]);
  }
  return revision;
}

/**
 * The revisions of the events that have these positions.
 * @throws ProblemError naming each that is no event's
 */
export function revisionsAt(department: string, positions: readonly string[]): number[] {
  const faults: FieldFault[] = [];
  const revisions = positions.map((position, index) => {
    const revision = (nextRevisionAt(department, position) ?? 0) - 1;
    const message = `Is not the position of an event in the feed of ${department}.`;
    if (revision < 0) faults.push({ field: `positions.${index}`, message });
    return revision;
  });
  if (faults.length > 0) throw invalid(faults);
  return revisions;
}
