import { setTimeout as sleep } from 'node:timers/promises';
import { fillBlindIndex } from '@guildhall/application/customer/fill-blind-index';
import type { EventReader } from '@guildhall/event-store/event-store';
import { LogCorrupted } from '@guildhall/event-store/log-corrupted';
import type { Keyring } from '@guildhall/keyring/keyring';
import type { Logger } from 'pino';

/** Milliseconds before another try. */
const PAUSE = 5_000;

/**
 * Fills the blind index of an installation that is older than it, beside everything else, until it is whole, or for as far
 * as the log is.
 */
export async function findWhatWasStored(
  log: EventReader,
  keyring: Keyring,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await keyring.findsAll()) return;
      logger.info('the log is gone through for what customers and places are to be found by');
      const events = await fillBlindIndex(log, keyring, signal);
      if (events !== undefined)
        logger.info({ events }, 'search by email, phone and postcode finds all of it');
    } catch (fault) {
      if (fault instanceof LogCorrupted) {
        logger.error(
          { reason: fault.message },
          'the log cannot be gone through: search by email, phone and postcode finds what came before',
        );
        return;
      }
      logger.warn(
        { reason: (fault as Error).name },
        'the log cannot be gone through for now: search by email, phone and postcode finds what is new',
      );
      await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }
}
