import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { EmbeddedKeyring } from '../../keyring/embedded/embedded-keyring';
import { raise } from '../../testing/case-builders';
import { LogBuilder } from '../../testing/log-builder';
import { fillBlindIndex } from './fill-blind-index';

const [JOAN, AMIR] = ['5f1c1d1e-6b0a-4e0b-9a64-0c6a5a3f2d11', '0b7f4a62-9a55-4d5e-8a32-2f4d6f0e7c21'];
const occurredAt = '2026-06-01T09:30:00.000Z';

describe('what the log held before there was a blind index', () => {
  let log: LogBuilder;
  let keyring: EmbeddedKeyring;
  let reference: string;
  beforeEach(async () => {
    log = await LogBuilder.open();
    for (const [id, email] of [
      [JOAN, 'joan@example.org'],
      [AMIR, 'amir@example.org'],
    ] as const) {
      await log.customer(id, { type: 'RegisterCustomer', details: { email }, occurredAt });
    }
    reference = await log.aCase(raise({ address: 'By the bridge, ts18 1tu' }));
    await log.forget(AMIR);
    await log.keyring.close();
    const file = new DatabaseSync(join(log.folder, 'keys.db'));
    file.exec('DROP TABLE blind_index; DROP TABLE blind_index_whole');
    file.close();
    keyring = log.keyring = EmbeddedKeyring.open({
      keys: join(log.folder, 'keys.db'),
      masterKey: join(log.folder, 'master.key'),
    });
  });
  afterEach(() => log.dispose());

  const find = (kind: string, value: string) => keyring.find({ kind, value }, { limit: 10 });
  const fill = (signal = new AbortController().signal) => fillBlindIndex(log.store, keyring, signal);

  it('is found once the log has been gone through, but for whoever has been forgotten', async () => {
    expect(await find('email', 'joan@example.org')).toEqual([]);
    expect(await fill()).toBe(2);
    expect(await find('email', 'joan@example.org')).toEqual([`customer-${JOAN}`]);
    expect(await find('email', 'amir@example.org')).toEqual([]);
    expect(await keyring.findsAll()).toBe(true);
  });

  it('is found by the place of a case too, also where the log is gone through twice', async () => {
    await fill();
    await fill();
    expect(await find('postcode', 'TS181TU')).toEqual([`case-${reference}`]);
  });

  it('is not said to be found when that was broken off', async () => {
    expect(await fill(AbortSignal.abort())).toBeUndefined();
    expect(await keyring.findsAll()).toBe(false);
  });
});
