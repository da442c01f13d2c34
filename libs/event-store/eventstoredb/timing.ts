/** How long things may take, in milliseconds. */
export interface Timing {
  /** An append, until its answer is not waited for and the stream is looked at instead. */
  appendTimeout: number;
  /** One read. */
  readTimeout: number;
  /** All attempts of one call together, until it is given up. Longer than a dead connection takes to be noticed. */
  patience: number;
  /** A subscription, from its last event until it looks whether that was all there is. */
  quiet: number;
  /** A subscription that leaves events out, between two looks at how far the log has gone meanwhile. */
  glance: number;
  /** A subscription that tells nothing, until it is asked whether it still lives. */
  silence: number;
}

export const defaultTiming: Timing = {
  appendTimeout: 5_000,
  readTimeout: 10_000,
  patience: 30_000,
  quiet: 50,
  glance: 200,
  silence: 10_000,
};
