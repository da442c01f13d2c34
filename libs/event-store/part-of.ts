/** How much of a whole this is, from 0 to 1. Of nothing, all is there. */
export const partOf = (some: number, whole: number): number => (whole === 0 ? 1 : Math.min(1, some / whole));
