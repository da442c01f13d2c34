import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { preProcessFile } from 'typescript';

/**
 * Who may import whom: a library, and the libraries below it. Apps may import every library but no test of one; what is
 * measured is made by what the tests stand on too.
 */
const allowed: Record<string, readonly string[]> = {
  'event-sourcing': [],
  platform: [],
  'event-store': ['event-sourcing', 'platform'],
  keyring: ['event-sourcing', 'platform'],
  domain: ['event-sourcing'],
  application: ['domain', 'event-sourcing', 'event-store', 'keyring'],
  'read-models': ['domain', 'event-sourcing', 'event-store', 'platform'],
  'eventstoredb-node': ['event-store', 'platform'],
  contracts: ['domain', 'event-sourcing'],
  notifications: ['application', 'domain', 'event-sourcing', 'keyring', 'platform', 'read-models'],
  jobs: ['domain', 'platform'],
  processes: ['application', 'domain', 'event-sourcing', 'event-store', 'jobs'],
  'department-feeds': ['contracts', 'domain', 'event-sourcing', 'event-store', 'platform'],
  webhooks: ['contracts', 'department-feeds', 'event-sourcing', 'keyring', 'platform'],
};

/** Packages that one part of the product alone may know; tests and benchmarks may take whatever they need. */
const vendors: { package: RegExp; where: RegExp; why: string }[] = [
  {
    package: /^@nestjs\//,
    where: /^(apps\/|libs\/application\/|.*\.module\.ts$)/,
    why: 'the core runs without a framework',
  },
  {
    package: /^node:sqlite$/,
    where: /^(libs\/platform\/|libs\/[\w-]+\/embedded\/|apps\/api\/commands\/embedded-answers\.ts$)/,
    why: 'SQLite is one choice of engine among others',
  },
  {
    package: /^kysely$/,
    where:
      /^libs\/(read-models|department-feeds|webhooks|keyring\/postgres|platform\/(sqlite|postgres|database))\//,
    why: 'only what stands on either engine speaks SQL that is portable',
  },
  {
    package: /^pg$/,
    where: /^libs\/platform\/postgres\//,
    why: 'PostgreSQL is one choice of engine among others',
  },
  {
    package: /^@eventstore\/db-client$/,
    where: /^libs\/event-store\/eventstoredb\//,
    why: 'EventStoreDB is one adapter of the log among others',
  },
  {
    package: /^(@eventstore\/db-client\/generated\/|@grpc\/grpc-js$|google-protobuf)/,
    where: /^(libs\/eventstoredb-node\/|libs\/event-store\/eventstoredb\/)/,
    why: 'the protocol ends at the node and at the adapter',
  },
  {
    package: /^(bullmq|ioredis)$/,
    where: /^libs\/jobs\/bullmq\//,
    why: 'Redis is one choice of queue among others',
  },
  {
    package: /^(fastify|class-validator|class-transformer)$/,
    where: /^apps\//,
    why: 'HTTP ends where the application begins',
  },
  {
    package: /^notifications-node-client$/,
    where: /^libs\/notifications\/govuk-notify\//,
    why: 'GOV.UK Notify is one way to carry messages among others',
  },
  {
    package: /^nodemailer/,
    where: /^libs\/notifications\/smtp\//,
    why: 'a mail server is one way to carry messages among others',
  },
  {
    package: /^luxon$/,
    where: /^apps\/importer\//,
    why: 'only the importer reads what others wrote',
  },
];

interface Import {
  from: string;
  to: string;
}

const root = join(__dirname, '../..');
const sources = globSync(['apps/**/*.ts', 'libs/**/*.ts', 'bench/**/*.ts', 'test/**/*.ts'], { cwd: root });

const imports: Import[] = sources.flatMap((from) =>
  preProcessFile(readFileSync(join(root, from), 'utf8'), true, true).importedFiles.map(({ fileName }) => ({
    from,
    to: resolved(from, fileName),
  })),
);

/** A path in the repository for what is ours, the package's name for what is not. */
function resolved(from: string, name: string): string {
  if (name.startsWith('@guildhall/')) return name.replace('@guildhall/', 'libs/');
  // What is imported later than the rest is imported with its extension.
  if (name.startsWith('.')) return relative('.', normalize(join(dirname(from), name))).replace(/\.ts$/, '');
  return name;
}

const libraryOf = (path: string): string | undefined => /^libs\/([\w-]+)\//.exec(path)?.[1];
const isTest = (path: string): boolean =>
  /^test\/|\.(spec|contract)(\.ts)?$/.test(path) || libraryOf(path) === 'testing';
const isProduct = (path: string): boolean => /^(apps|libs)\//.test(path) && !isTest(path);

describe('the architecture', () => {
  it('is looked at whole', () => expect(sources.length).toBeGreaterThan(100));

  it('lets each library know only those below it', () => {
    const wrong = imports.filter(({ from, to }) => {
      const [library, other] = [libraryOf(from), libraryOf(to)];
      if (!library || !other || library === other || isTest(from)) return false;
      return !allowed[library]?.includes(other);
    });
    expect(wrong).toEqual([]);
  });

  it('lets no library know an app', () => {
    expect(imports.filter(({ from, to }) => libraryOf(from) && to.startsWith('apps/'))).toEqual([]);
  });

  it('lets nothing of the product know a test, or what is measured', () => {
    const wrong = imports.filter(
      ({ from, to }) => isProduct(from) && (isTest(to) || to.startsWith('bench/')),
    );
    expect(wrong).toEqual([]);
  });

  it('has the same names for its own code everywhere: across libraries from apps by alias, within a library by path', () => {
    const reachesIn = imports.filter(({ from, to }) => from.startsWith('apps/') && to.startsWith('libs/'));
    const byPath = reachesIn.filter(
      ({ from, to }) => !readFileSync(join(root, from), 'utf8').includes(to.replace('libs/', '@guildhall/')),
    );
    expect(byPath).toEqual([]);
  });

  it.each(vendors)('keeps $package where it belongs: $why', ({ package: name, where }) => {
    expect(imports.filter(({ from, to }) => isProduct(from) && name.test(to) && !where.test(from))).toEqual(
      [],
    );
  });

  it('has no barrels', () => {
    expect(sources.filter((path) => path.endsWith('/index.ts'))).toEqual([]);
  });

  it('goes round in no circle', () => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of imports) {
      if (!/^(apps|libs|bench|test)\//.test(to)) continue;
      graph.set(from, [...(graph.get(from) ?? []), `${to}.ts`]);
    }
    expect(circleIn(graph)).toEqual([]);
  });
});

/** The first circle of imports, as the files on it. */
function circleIn(graph: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
