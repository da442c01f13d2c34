import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsAgainst } from './compatibility';
import { jsonSchemas } from './json-schemas';
import { contractFiles, publishContract, publishedSchemas } from './published-files';

const PUBLISHED = join(__dirname, 'published');

describe('the published contract', () => {
  it('bears what the code says today', () => {
    expect(faultsAgainst(publishedSchemas(PUBLISHED), jsonSchemas())).toEqual([]);
  });

  it('is what the code says today; if not, publish it: npm run contracts', () => {
    const files = readdirSync(PUBLISHED, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(PUBLISHED.length + 1));
    expect(files.sort()).toEqual(Object.keys(contractFiles()).sort());
    for (const [name, text] of Object.entries(contractFiles())) {
      expect(readFileSync(join(PUBLISHED, name), 'utf8')).toBe(text);
    }
  });

  it('is not written over by one that breaks it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-contract-'));
    publishContract(folder);
    const file = join(folder, 'schemas', 'guildhall.case.assigned.v1.json');
    const published = readFileSync(file, 'utf8').replace('"officer": {', '"shift": {},\n    "officer": {');
    writeFileSync(file, published);
    expect(() => publishContract(folder)).toThrow(
      'guildhall.case.assigned.v1: shift is gone, and consumers read it. Leave it as it was published, and define guildhall.case.assigned.v2 for the change.',
    );
    expect(readFileSync(file, 'utf8')).toBe(published);
    rmSync(folder, { recursive: true });
  });
});
