import { readFileSync } from 'node:fs';

/** The aliases are written once, in tsconfig.base.json; Jest is told of them here. */
const { paths } = JSON.parse(readFileSync('tsconfig.base.json', 'utf8')).compilerOptions;
const moduleNameMapper = Object.fromEntries(
  Object.entries(paths).map(([alias, [target]]) => [
    `^${alias.replace('/*', '/(.*)$')}`,
    `<rootDir>/${target.replace('./', '').replace('/*', '/$1')}`,
  ]),
);

const everywhere = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  moduleNameMapper,
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
};

/**
 * The acceptance suite, once more on EventStoreDB and PostgreSQL. What is about the data folder, about documents or about
 * invented data is left out.
 */
const onACluster = {
  ...everywhere,
  displayName: 'on EventStoreDB and PostgreSQL',
  roots: ['<rootDir>/test/acceptance'],
  testPathIgnorePatterns: [
    '/(accreditation-docs|backup|demo|docs|operating|postgres|programs-apart)\\.spec\\.ts$',
  ],
  globals: { FOUNDATION: 'cluster' },
};

export default {
  projects: [{ ...everywhere, displayName: 'guildhall' }, onACluster],
  testTimeout: 30_000,
  // Tests wait for servers, processes and the disk more than they compute: one at a time on each core.
  maxWorkers: '100%',
  // A test that fails leaves open what it had open; the run ends all the same.
  forceExit: true,
};
