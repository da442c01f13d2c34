import type { Database, Databases } from './databases';

/**
 * Opens a database for one piece of work and closes it again. All of the work is done or none, and one piece at a time,
 * however many processes have some: databases are made so. `work` also makes the tables that it needs.
 */
export async function whileOpening<Answer>(
  databases: Databases,
  name: string,
  work: (db: Database) => Promise<Answer>,
): Promise<Answer> {
  const answers: Answer[] = [];
  const create = async (db: Database): Promise<void> => void answers.push(await work(db));
  await (await databases.open(name, { create })).destroy();
  return answers[0] as Answer;
}

/** Opens a database to read from it and closes it again; undefined when there is none. */
export async function whileReading<Answer>(
  databases: Databases,
  name: string,
  question: (db: Database) => Promise<Answer>,
): Promise<Answer | undefined> {
  if (!(await databases.exists(name))) return undefined;
  const db = await databases.open(name, { readOnly: true });
  try {
    return await question(db);
  } finally {
    await db.destroy();
  }
}
