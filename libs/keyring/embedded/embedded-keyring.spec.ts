import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EmbeddedKeyring } from './embedded-keyring';

describe('the keyring', () => {
  let folder: string;
  let files: { keys: string; masterKey: string };
  let keyring: EmbeddedKeyring;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-keys-'));
    files = { keys: join(folder, 'keys.db'), masterKey: join(folder, 'master.key') };
    keyring = EmbeddedKeyring.open(files);
  });

  afterEach(async () => {
    await keyring.close().catch(() => undefined);
    rmSync(folder, { recursive: true });
  });

  const reopen = async (): Promise<EmbeddedKeyring> => {
    await keyring.close();
    return (keyring = EmbeddedKeyring.open(files));
  };
  const destroy = async (change: string): Promise<void> => {
    await keyring.close();
    const db = new DatabaseSync(files.keys);
    db.exec(change);
    db.close();
    keyring = EmbeddedKeyring.open(files);
  };
  /** Seals something as the first box of a stream. */
  const seal = async (stream: string, personal: Record<string, unknown>, customerId?: string) =>
    (await keyring.sealerFor(stream, { customerId })).seal(stream, personal);

  it('opens what it sealed, also after a restart', async () => {
    const box = await seal('case-1', { name: 'Joan Carter' }, 'joan');
    expect(box).not.toContain('Joan');
    expect(await keyring.open(box)).toEqual({ name: 'Joan Carter' });
    expect(await (await reopen()).open(box)).toEqual({ name: 'Joan Carter' });
  });

  it('goes on with the key of a box that the stream has already', async () => {
    const first = await seal('case-1', { a: 1 }, 'joan');
    const second = (await (await reopen()).sealerFor('case-1', { box: first })).seal('case-1', { a: 2 });
    expect(second.split('.').slice(0, 3)).toEqual(first.split('.').slice(0, 3));
    expect(await keyring.open(second)).toEqual({ a: 2 });
  });

  it('keeps the master key readable by its owner alone', () => {
    expect(statSync(files.masterKey).mode & 0o777).toBe(0o600);
  });

  it('forgets a customer, and every case of theirs, when the key of the customer is destroyed', async () => {
    const [joans, amirs] = [await seal('case-1', { a: 1 }, 'joan'), await seal('case-2', { a: 2 }, 'amir')];
    await destroy("UPDATE customers SET wrapped = NULL WHERE id = 'joan'");
    expect(await keyring.open(joans)).toBeUndefined();
    expect(await keyring.open(amirs)).toEqual({ a: 2 });
    await expect(keyring.sealerFor('case-1', { box: joans })).rejects.toThrow('destroyed');
    await expect(keyring.sealerFor('case-3', { customerId: 'joan' })).rejects.toThrow('destroyed');
  });

  it('forgets one case past its retention when the key of the case is destroyed', async () => {
    const [old, recent] = [await seal('case-1', { a: 1 }, 'joan'), await seal('case-2', { a: 2 }, 'joan')];
    await destroy("UPDATE keys SET wrapped = NULL WHERE subject = 'case-1'");
    expect(await keyring.open(old)).toBeUndefined();
    expect(await keyring.open(recent)).toEqual({ a: 2 });
  });

  it('makes one key for a customer however many cases are raised at once', async () => {
    const boxes = await Promise.all(Array.from({ length: 50 }, (_, n) => seal(`case-${n}`, { n }, 'joan')));
    await reopen();
    expect(await Promise.all(boxes.map((box) => keyring.open(box)))).toEqual(boxes.map((_, n) => ({ n })));
    await destroy("UPDATE customers SET wrapped = NULL WHERE id = 'joan'");
    expect(await keyring.open(boxes[49] ?? '')).toBeUndefined();
  });

  it('does not take a damaged box for an erased one, nor one passed off as another case', async () => {
    const box = await seal('case-1', { a: 1 });
    await expect(async () => keyring.open(`${box.slice(0, -3)}AAA`)).rejects.toThrow('damaged');
    await expect(async () => keyring.open(box.replace('case-1', 'case-2'))).rejects.toThrow('damaged');
  });

  it('refuses to start with another master key, or without it', async () => {
    await keyring.close();
    writeFileSync(files.masterKey, 'ab'.repeat(32));
    expect(() => EmbeddedKeyring.open(files)).toThrow('is not the one');
    rmSync(files.masterKey);
    expect(() => EmbeddedKeyring.open(files)).toThrow('GUILDHALL_MASTER_KEY_FILE');
  });

  it('gives the same fingerprint for the same text under the same master key only', () => {
    const other = EmbeddedKeyring.open({ keys: join(folder, 'k2.db'), masterKey: join(folder, 'm2.key') });
    expect(keyring.fingerprint('a')).toBe(keyring.fingerprint('a'));
    expect(keyring.fingerprint('a')).not.toBe(other.fingerprint('a'));
    return other.close();
  });
});
