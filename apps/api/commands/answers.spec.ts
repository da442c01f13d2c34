import { onPostgres } from '@guildhall/testing/on-each-engine';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeAnswersContract } from './answers.contract';
import { EmbeddedAnswers } from './embedded-answers';
import { PostgresAnswers } from './postgres-answers';

describe('in a file', () => {
  describeAnswersContract(() => {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-answers-'));
    const [answers, elsewhere] = [0, 1].map(() => EmbeddedAnswers.open(join(folder, 'answers.db'))) as [
      EmbeddedAnswers,
      EmbeddedAnswers,
    ];
    return Promise.resolve({
      answers,
      elsewhere,
      dispose: async () => {
        await answers.close();
        await elsewhere.close();
        rmSync(folder, { recursive: true });
      },
    });
  });
});

onPostgres((on) => {
  describeAnswersContract(async () => {
    const { databases, again } = await on.place();
    const answers = await PostgresAnswers.open(databases);
    const elsewhere = await PostgresAnswers.open(await again());
    return { answers, elsewhere, dispose: () => Promise.all([answers.close(), elsewhere.close()]).then() };
  });
});
