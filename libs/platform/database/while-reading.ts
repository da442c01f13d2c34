import type { Database, Databases } from './databases';

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
