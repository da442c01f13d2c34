import type { PostgresDatabases, PostgresOptions } from './postgres-databases';

/**
 * Databases in PostgreSQL, whose driver is loaded here and not before: who keeps them in files does not wait for it.
 * @throws RefusalToStart when the server cannot be reached, lets us not in, or keeps text in another encoding
 */
export async function openPostgresDatabases(
  url: string,
  options?: PostgresOptions,
): Promise<PostgresDatabases> {
  const { PostgresDatabases } = await import('./postgres-databases.ts');
  return PostgresDatabases.open(url, options);
}
