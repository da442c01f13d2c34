import type { BuildOf } from '../builds/build-read-models';
import { Every } from '../every';
import type { Projection } from '../projection';
import type { Verifications } from './verifications';
import type { Verdict, VerifyReadModels } from './verify-read-models';

/** Milliseconds between two words on how far it has come. */
const REPORT_EVERY = 500;
/** Milliseconds between looks at what is asked for. */
const LOOK_EVERY = 500;

export interface VerificationOptions {
  verified?(projection: string, verdict: Verdict): void;
}

/** Has read models verified when somebody has asked for it: those that were asked for together, in one replay. */
export class UpkeepOfVerifications {
  private readonly ending = new AbortController();
  private work: Promise<void> | undefined;
  private lookedAt = -Infinity;

  constructor(
    private readonly account: Verifications,
    private readonly verify: VerifyReadModels,
    private readonly options: VerificationOptions,
  ) {}

  /** `live`: those that may be verified now. */
  async attend(live: readonly BuildOf[]): Promise<void> {
    const now = performance.now();
    if (this.work || now - this.lookedAt < LOOK_EVERY) return;
    this.lookedAt = now;
    const asked = (await this.account.all()).filter(({ state }) => state === 'asked');
    const wanted = live.filter(({ projection: { name, version } }) =>
      asked.some((one) => one.projection === name && one.version === version),
    );
    if (wanted.length === 0) return;
    this.work = this.start(wanted).finally(() => (this.work = undefined));
  }

  async finish(live: readonly BuildOf[]): Promise<void> {
    this.lookedAt = -Infinity;
    await this.attend(live);
    await this.work;
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.work;
  }

  private async start(live: readonly BuildOf[]): Promise<void> {
    const projections = new Map(live.map(({ projection }) => [projection.name, projection]));
    let saying = Promise.resolve();
    // One after the other, so that a word on the way never follows the last one. What cannot be written down is done
    // again: it stays asked for.
    const say = (name: string, word: (projection: Projection) => Promise<void>): void => {
      const projection = projections.get(name);
      if (projection) saying = saying.then(() => word(projection)).catch(() => undefined);
    };
    const reports = new Every<string>(REPORT_EVERY);
    const options: Parameters<VerifyReadModels>[1] = {
      progress: (name, progress) => {
        if (reports.isTimeFor(name)) say(name, (projection) => this.account.report(projection, progress));
      },
      verified: (name, verdict) => {
        say(name, (projection) => this.account.conclude(projection, verdict));
        this.options.verified?.(name, verdict);
      },
      failed: (name, fault) => say(name, (projection) => this.account.fail(projection, fault.message)),
    };
    try {
      await this.verify(live, options, this.ending.signal);
    } catch (fault) {
      for (const name of projections.keys()) options.failed?.(name, fault as Error);
    }
    await saying;
  }
}
