import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describeKeyringContract } from '../keyring.contract';
import { EmbeddedKeyring } from './embedded-keyring';

describe('in a file of its own', () => {
  let folder: string;
  let files: { keys: string; masterKey: string };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-keys-'));
    files = { keys: join(folder, 'keys.db'), masterKey: join(folder, 'master.key') };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describeKeyringContract(() => {
    let keyring = EmbeddedKeyring.open(files);
    const close = (): Promise<void> => keyring.close().catch(() => undefined);
    return Promise.resolve({
      keyring,
      reopen: async () => {
        await close();
        return (keyring = EmbeddedKeyring.open(files));
      },
      destroy: async (what) => {
        await close();
        const db = new DatabaseSync(files.keys);
        if ('customer' in what) {
          db.prepare('UPDATE customers SET wrapped = NULL WHERE id = ?').run(what.customer);
        } else {
          db.prepare('UPDATE keys SET wrapped = NULL WHERE subject = ?').run(what.stream);
        }
        db.close();
      },
      read: (table) => {
        using db = new DatabaseSync(files.keys, { readOnly: true });
        return Promise.resolve(db.prepare(`SELECT * FROM ${table}`).all());
      },
      forgetIndex: async () => {
        await close();
        using db = new DatabaseSync(files.keys);
        db.exec('DROP TABLE blind_index; DROP TABLE blind_index_whole');
      },
      replaceMasterKey: (text) => (text ? writeFileSync(files.masterKey, text) : rmSync(files.masterKey)),
      another: () =>
        Promise.resolve(
          EmbeddedKeyring.open({ keys: join(folder, 'k2.db'), masterKey: join(folder, 'm2.key') }),
        ),
      dispose: close,
    });
  });

  it('keeps the master key readable by its owner alone', async () => {
    await EmbeddedKeyring.open(files).close();
    expect(statSync(files.masterKey).mode & 0o777).toBe(0o600);
  });
});
