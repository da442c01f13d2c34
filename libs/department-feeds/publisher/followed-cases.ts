import { follow, type FollowedCase, notFollowed } from '../../contracts/translation/followed-case';
import { caseStream, type RecordedCaseEvent } from '../../domain/case/case-events';
import type { CatalogueOverTime } from '../../domain/catalogue/catalogue-over-time';
import type { EventReader } from '../../event-store/event-store';
import { blaming, decoded } from './cause';
import { Recent } from './recent';

interface Known {
  /** Of the last event that was followed. */
  revision: number;
  followed: FollowedCase;
}

const PAGE = 1_000;

/** Cases as they stood at an event: those in use are remembered, others are followed again from their beginning. */
export class FollowedCases {
  private readonly known: Recent<Known>;

  constructor(
    private readonly log: EventReader,
    private readonly catalogue: CatalogueOverTime,
    capacity: number,
  ) {
    this.known = new Recent(capacity);
  }

  /** The case before the event and after it; events of a case come in their order. */
  async step(
    reference: string,
    event: RecordedCaseEvent,
  ): Promise<{ before: FollowedCase; after: FollowedCase }> {
    const known = this.known.get(reference);
    const isNext = known?.revision === event.revision - 1;
    const before = isNext ? known.followed : await this.replay(reference, event.position);
    const after = this.after(before, event);
    this.known.set(reference, { revision: event.revision, followed: after });
    return { before, after };
  }

  /** The case as it stood before this position, which everything published so far lies before. */
  async before(reference: string, position: string): Promise<FollowedCase> {
    return this.known.get(reference)?.followed ?? this.replay(reference, position);
  }

  private async replay(reference: string, position: string): Promise<FollowedCase> {
    let followed = notFollowed;
    for (let from = 0; ; from += PAGE) {
      const page = await this.log.readStream(caseStream(reference), { from, max: PAGE });
      for (const event of page) {
        if (event.position >= position) return followed;
        followed = this.after(followed, decoded<RecordedCaseEvent>(event));
      }
      if (page.length < PAGE) return followed;
    }
  }

  private after(followed: FollowedCase, event: RecordedCaseEvent): FollowedCase {
    return blaming(event, () => follow(followed, event, this.catalogue.before(event.position)));
  }
}
