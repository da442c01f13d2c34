import type { Checkpoints } from './checkpoints';
import type { GroupSettings } from './group-settings';
import type { GroupSource } from './group-source';
import { Unsettled } from './unsettled';

/** How far a group has come through its source, and how much of that a restart would know. */
export class Progress {
  readonly #places: Unsettled;
  #written: number;
  #writtenAt = Date.now();
  #settledSince = 0;

  /** @param startAfter the last place that is settled */
  constructor(
    private readonly settings: GroupSettings,
    private readonly source: GroupSource,
    private readonly checkpoints: Checkpoints,
    startAfter: number,
  ) {
    this.#places = new Unsettled(startAfter);
    this.#written = startAfter;
  }

  /** The last place that was read. */
  get reached(): number {
    return this.#places.reached;
  }

  /** The last checkpoint. */
  get written(): number {
    return this.#written;
  }

  take(place: number): void {
    this.#places.take(place);
  }

  pass(place: number): void {
    this.#places.pass(place);
  }

  settle(place: number): void {
    this.#places.settle(place);
    this.#settledSince++;
    if (this.#settledSince >= this.settings.maxCheckpointCount) void this.write();
  }

  /** Writes a checkpoint when it is time for one. */
  tick(): void {
    const { checkpointAfter, minCheckpointCount } = this.settings;
    const due = Date.now() - this.#writtenAt >= checkpointAfter;
    if (due && this.#settledSince >= minCheckpointCount) void this.write();
  }

  /** What cannot be written now is tried again with the next one: until then more is delivered twice after a restart. */
  async write(): Promise<void> {
    const place = this.#places.settledUpTo;
    const before = this.#written;
    if (place <= before) return;
    this.#written = place;
    this.#writtenAt = Date.now();
    this.#settledSince = 0;
    try {
      await this.checkpoints.write(this.source.text(place));
    } catch {
      this.#written = before;
    }
  }
}
