import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';

/*
 * Builds when a source, or what it is built with, is newer than the last build that succeeded: a start need not wait
 * for a compiler that has nothing to do, nor rewrite the files that a running server was started from.
 */

const BUILT = 'dist/.built';

const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = globSync(['{apps,libs,bench,test/processes}', '{apps,libs,bench,test/processes}/**'], {
  exclude: (name) => name.endsWith('.spec.ts'),
});
const tools = ['package-lock.json', 'nest-cli.json', 'tsconfig.base.json', 'tsconfig.build.json'];

if ([...sources, ...tools].some((file) => changed(file) >= changed(BUILT))) {
  const nest = 'node_modules/@nestjs/cli/bin/nest.js';
  try {
    execFileSync(process.execPath, [nest, 'build'], { stdio: 'inherit' });
  } catch {
    process.exit(1);
  }
  mkdirSync('dist', { recursive: true });
  writeFileSync(BUILT, '');
}
