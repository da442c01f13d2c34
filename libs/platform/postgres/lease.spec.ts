import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { onPostgres, type PlaceUnderTest } from '../../testing/on-each-engine';
import { until } from '../../testing/until';
import { Lease, type Turn } from './lease';

const SOON = 400;

onPostgres((on) => {
  describe('work that one of several does at a time', () => {
    let place: PlaceUnderTest;
    let ending: AbortController;
    beforeEach(async () => {
      place = await on.place();
      ending = new AbortController();
    });
    afterEach(() => ending.abort());

    const lease = async (work = 'projector', heldFor = SOON): Promise<Lease> =>
      Lease.open(await place.again(), work, heldFor);
    const take = async (of: Lease): Promise<Turn> => {
      const turn = await of.take(ending.signal);
      if (!turn) throw new Error('There was no turn');
      return turn;
    };
    /** Waits until the turn at the projector is held for so many milliseconds more than now. */
    const isRenewedFor = async (milliseconds: number): Promise<void> => {
      const db = await (await place.again()).open('leases');
      const heldUntil = async (): Promise<number> => {
        const { rows } = await sql<{ until: number }>`select until from leases`.execute(db);
        return Number(rows[0]?.until);
      };
      const enough = (await heldUntil()) + milliseconds;
      await until(heldUntil, (instant) => instant >= enough);
    };

    it('goes on for as long as its holder is there; the next one stands by, and begins when it ends its turn', async () => {
      const [one, other] = [await lease(), await lease()];
      const first = await take(one);
      const standingBy: string[] = [];
      const next = other.take(ending.signal, () => standingBy.push('other'));
      await isRenewedFor(3 * SOON);
      expect(await Promise.race([next, Promise.resolve('still waiting')])).toBe('still waiting');
      expect(first.lost.aborted).toBe(false);
      expect(standingBy).toEqual(['other']);
      await first.end();
      await (await next)?.end();
    });

    it('is taken by exactly one of many who come at once, each in turn', async () => {
      let working = 0;
      const all = await Promise.all(Array.from({ length: 6 }, () => lease()));
      await Promise.all(
        all.map(async (one) => {
          const turn = await take(one);
          expect(++working).toBe(1);
          await sleep(20);
          working--;
          await turn.end();
        }),
      );
    });

    it('passes on when its holder is heard of no more, and the holder knows that its turn is over', async () => {
      const databases = await place.again();
      const gone = await Lease.open(databases, 'projector', SOON);
      const turn = await take(gone);
      await databases.close();
      const next = await take(await lease());
      expect(turn.lost.aborted).toBe(true);
      await next.end();
    });

    it('is apart from other work', async () => {
      const [one, other] = [await take(await lease('projector')), await take(await lease('publisher'))];
      await one.end();
      await other.end();
    });

    it('is no longer waited for when the program ends', async () => {
      const first = await take(await lease());
      const waiting = (await lease()).take(ending.signal);
      ending.abort();
      expect(await waiting).toBeUndefined();
      await first.end();
    });
  });
});
