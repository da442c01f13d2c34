import type { Answers } from './answers';
import type { Reply } from './reply';

const created: Reply = { status: 201, headers: { etag: '"0"' }, body: { reference: '7QK-4M2-9XD3' } };

/** Answers to test: their own, empty, and gone afterwards. */
export interface AnswersUnderTest {
  answers: Answers;
  /** The same, as another process has them open. */
  elsewhere: Answers;
  dispose(): Promise<void>;
}

/** What every place for remembered answers promises. */
export function describeAnswersContract(open: () => Promise<AnswersUnderTest>): void {
  describe('remembered answers', () => {
    let underTest: AnswersUnderTest;
    beforeEach(async () => (underTest = await open()));
    afterEach(() => underTest.dispose());

    it('are given again to who asks again, here or elsewhere', async () => {
      const { answers, elsewhere } = underTest;
      expect(await answers.recallOrClaim('a', 'body')).toBeUndefined();
      await answers.remember('a', created);
      for (const place of [answers, elsewhere]) {
        expect(await place.recallOrClaim('a', 'another body')).toEqual({
          fingerprint: 'body',
          reply: created,
        });
      }
      expect(await answers.recallOrClaim('b', 'body')).toBeUndefined();
    });

    it('say of what is under way, or was never finished, that it was asked', async () => {
      const { answers, elsewhere } = underTest;
      await answers.recallOrClaim('a', 'body');
      expect(await elsewhere.recallOrClaim('a', 'body')).toEqual({ fingerprint: 'body', reply: undefined });
    });

    it('are claimed by one of many who ask at the same moment', async () => {
      const { answers, elsewhere } = underTest;
      const asked = Array.from({ length: 40 }, (_, n) =>
        (n % 2 ? answers : elsewhere).recallOrClaim(`command ${n % 4}`, 'body'),
      );
      const claimed = (await Promise.all(asked)).filter((remembered) => remembered === undefined);
      expect(claimed).toHaveLength(4);
    });

    it('are for who asks next when what was asked could not be read, but are not taken back once given', async () => {
      const { answers, elsewhere } = underTest;
      await answers.recallOrClaim('a', 'unreadable');
      await answers.release('a');
      expect(await elsewhere.recallOrClaim('a', 'better')).toBeUndefined();
      await elsewhere.remember('a', created);
      await answers.release('a');
      expect(await answers.recallOrClaim('a', 'better')).toMatchObject({ reply: created });
    });

    it('are forgotten when they are old', async () => {
      const { answers } = underTest;
      await answers.recallOrClaim('a', 'body');
      await answers.forgetBefore(Date.now() - 60_000);
      expect(await answers.recallOrClaim('a', 'body')).toBeDefined();
      await answers.forgetBefore(Date.now() + 60_000);
      expect(await answers.recallOrClaim('a', 'body')).toBeUndefined();
    });
  });
}
