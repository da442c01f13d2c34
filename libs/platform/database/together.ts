/** Asks that are answered together at most: bounds the size of one statement. */
const AT_ONCE = 256;

interface Waiting<Ask, Answer> {
  ask: Ask;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Answers together what is asked for while others are being answered: one transaction, or one statement, for as many as
 * have come meanwhile. Who asks alone waits for nobody.
 */
export class Together<Ask, Answer> {
  private readonly waiting: Waiting<Ask, Answer>[] = [];
  private working: Promise<void> | undefined;

  /** `answerAll`: answers in the order of the asks; when it throws, everybody hears why. */
  constructor(private readonly answerAll: (asks: readonly Ask[]) => Promise<readonly Answer[]>) {}

  answer(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ask, resolve, reject });
      this.working ??= this.work();
    });
  }

  /** Resolves when everybody who asked has an answer. */
  async settled(): Promise<void> {
    await this.working;
  }

  private async work(): Promise<void> {
    // What is asked in the same turn of the event loop arrived together.
    await new Promise(setImmediate);
    while (this.waiting.length > 0) {
      const some = this.waiting.splice(0, AT_ONCE);
      try {
        const answers = await this.answerAll(some.map(({ ask }) => ask));
        for (const [index, { resolve }] of some.entries()) resolve(answers[index] as Answer);
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    this.working = undefined;
  }
}
