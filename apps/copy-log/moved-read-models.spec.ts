import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventReader } from '@guildhall/event-store/embedded/embedded-event-reader';
import type { EventReader } from '@guildhall/event-store/event-store';
import { EventStoreDb } from '@guildhall/event-store/eventstoredb/event-store-db';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { openProjector } from '@guildhall/read-models/open-projector';
import { everyRow } from '@guildhall/testing/log-builder';
import { ProtocolNode } from '@guildhall/testing/protocol-node';

const APPS = join(process.cwd(), 'dist/apps');

async function run(program: string, ...args: string[]): Promise<number> {
  const main = join(APPS, program, 'main.js');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args]);
  return ((await once(child, 'exit')) as [number])[0];
}

describe('the log of a town that was moved to EventStoreDB', () => {
  it('gives read models with the same rows, all of them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-moved-'));
    const node = await ProtocolNode.start();
    const { connectionString } = node;
    try {
      expect(await run('demo', '--data', folder, '--size', '0.05', '--until', '2026-11-02')).toBe(0);
      expect(await run('copy-log', '--from', folder, '--to', connectionString)).toBe(0);

      /** Every row but where in the log it is from: positions are the store's own. */
      const rowsFrom = async (log: EventReader, name: string): Promise<Record<string, unknown[]>> => {
        const databases = new SqliteDatabases(join(folder, name));
        const projector = await openProjector(log, databases);
        await projector.catchUp();
        await projector.close();
        const rows = Object.entries(await everyRow(databases)).filter(
          ([table]) => !table.endsWith(': checkpoint'),
        );
        await databases.close();
        return Object.fromEntries(rows.map(([table, all]) => [table, all.map(withoutPosition)]));
      };
      const here = EmbeddedEventReader.open({ file: join(folder, 'events.db') });
      const there = EventStoreDb.open({ connectionString });
      const before = await rowsFrom(here, 'before');
      expect(before['case-view: case_view']?.length).toBeGreaterThan(300);
      expect(await rowsFrom(there, 'after')).toEqual(before);
      await here.close();
      await there.close();
    } finally {
      await node.dispose();
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});

const withoutPosition = (row: unknown): unknown => ({ ...(row as object), position: undefined });
