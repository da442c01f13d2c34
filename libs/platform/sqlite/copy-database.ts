import { backup, DatabaseSync } from 'node:sqlite';

/**
 * All pages in one step: between two steps of a copy another process may write, and then SQLite begins again, so that
 * a copy in many steps of a database that is written to would never end.
 */
const AT_ONCE = 2 ** 31 - 1;

/**
 * Copies a database as it stands at one moment into a new file, while others read and write it. The copy is one file,
 * whole and on disk.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    await backup(source, to, { rate: AT_ONCE });
  } finally {
    source.close();
  }
}
