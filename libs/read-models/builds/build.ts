import { databaseOf, type Projection } from '../projection';

/**
 * What becomes of a build. `building`: it has yet to catch up, and nobody is answered from it. `live`: queries are
 * answered from it. `damaged`: it was live, until it could not be read. `kept`: it was live before the one that is, and
 * is not followed any more. `set-aside`: it was damaged, and another name keeps it for whoever wants to look at it.
 */
export type BuildState = 'building' | 'live' | 'damaged' | 'kept' | 'set-aside';

/** One time that a version of a projection was built from the start of the log. */
export interface Build {
  projection: string;
  version: number;
  /** From 1. The first is what a new installation has, or a new version. */
  number: number;
  state: BuildState;
  /** Since when it is what it is: UTC milliseconds. */
  since: number;
  /** False until its database has been made afresh: what may be there under its name is of no use. */
  begun: boolean;
  /** Why it was damaged, or cannot be built any further. */
  reason: string | null;
  progress: BuildProgress | null;
}

/** How far a build has come, or a verification. */
export interface BuildProgress {
  /** Events that it has passed, of those that there are; null where the log cannot count them. */
  events: number | null;
  of: number | null;
  /** From 0 to 1. */
  part: number;
  /** When it will be done, if it goes on as it has: UTC milliseconds; null before that can be told. */
  doneAt: number | null;
}

/** The name of the database of a build. The first is where it was before there was a second one. */
export function databaseOfBuild({
  projection,
  version,
  number,
}: Pick<Build, 'projection' | 'version' | 'number'>): string {
  const first = databaseOf({ name: projection, version });
  return number === 1 ? first : `${first}.b${number}`;
}

/** What a damaged one is called, so that its own name is never read again. */
export const nameSetAside = (build: Build): string => `${databaseOfBuild(build)}.damaged`;

export const isOf = (projection: Projection) => (build: Build) =>
  build.projection === projection.name && build.version === projection.version;

/** The build that queries are to be answered from, fit for it or not. */
export const currentOf = (builds: readonly Build[], projection: Projection): Build | undefined =>
  builds.filter(isOf(projection)).find(({ state }) => state === 'live' || state === 'damaged');

export const buildingOf = (builds: readonly Build[], projection: Projection): Build | undefined =>
  builds.filter(isOf(projection)).find(({ state }) => state === 'building');
