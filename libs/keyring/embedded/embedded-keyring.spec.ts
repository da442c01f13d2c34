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
  const destroy = async (subject: string): Promise<void> => {
    await keyring.close();
    const db = new DatabaseSync(files.keys);
    db.prepare('DELETE FROM keys WHERE subject = ?').run(subject);
    db.close();
    keyring = EmbeddedKeyring.open(files);
  };

  it('opens what it sealed, also after a restart', async () => {
    await keyring.prepare('case-1', { customerId: 'joan' });
    const box = keyring.seal('case-1', { name: 'Joan Carter' });
    expect(box).not.toContain('Joan');
    expect(await keyring.open(box)).toEqual({ name: 'Joan Carter' });
    expect(await (await reopen()).open(box)).toEqual({ name: 'Joan Carter' });
  });

  it('keeps the master key readable by its owner alone', () => {
    expect(statSync(files.masterKey).mode & 0o777).toBe(0o600);
  });

  it('forgets a customer, and every case of theirs, when the key of the customer is destroyed', async () => {
    await keyring.prepare('case-1', { customerId: 'joan' });
    await keyring.prepare('case-2', { customerId: 'amir' });
    const [joans, amirs] = [keyring.seal('case-1', { a: 1 }), keyring.seal('case-2', { a: 2 })];
    await destroy('customer-key-joan');
    expect(await keyring.open(joans)).toBeUndefined();
    expect(await keyring.open(amirs)).toEqual({ a: 2 });
  });

  it('forgets one case past its retention when the key of the case is destroyed', async () => {
    await keyring.prepare('case-1', { customerId: 'joan' });
    await keyring.prepare('case-2', { customerId: 'joan' });
    const [old, recent] = [keyring.seal('case-1', { a: 1 }), keyring.seal('case-2', { a: 2 })];
    await destroy('case-1');
    expect(await keyring.open(old)).toBeUndefined();
    expect(await keyring.open(recent)).toEqual({ a: 2 });
  });

  it('makes one key when many ask at once', async () => {
    await Promise.all(Array.from({ length: 50 }, () => keyring.prepare('case-1', { customerId: 'joan' })));
    const box = keyring.seal('case-1', { a: 1 });
    expect(await (await reopen()).open(box)).toEqual({ a: 1 });
  });

  it('does not take a damaged box for an erased one, nor one passed off as another case', async () => {
    await keyring.prepare('case-1');
    await keyring.prepare('case-2');
    const box = keyring.seal('case-1', { a: 1 });
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
