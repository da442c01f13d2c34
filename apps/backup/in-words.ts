import type { Checked } from './check-copy';

/** What was read through, in a sentence. */
export const inWords = ({ events, opened, erased }: Checked): string =>
  `${number(events)} events, none missing. What is personal in ${number(opened)} of them can be read` +
  (erased > 0 ? `; of ${number(erased)} the key has been destroyed, as it was meant to be.` : '.');

const number = (count: number): string => count.toLocaleString('en-GB');
