/** The 0.975 quantile of the normal distribution. */
const Z = 1.959964;

/**
 * The 95 % confidence interval of a share, in percent, rounded to a hundredth (Wilson, JASA 22, 1927): it stays within
 * 0 and 100 and is honest for the small numbers that surveys bring. Undefined without answers.
 */
export function wilsonInterval(counted: number, all: number): { low: number; high: number } | undefined {
  if (all === 0) return undefined;
  const share = counted / all;
  const centre = share + (Z * Z) / (2 * all);
  const spread = Z * Math.sqrt((share * (1 - share)) / all + (Z * Z) / (4 * all * all));
  const percent = (value: number): number => Math.round((value / (1 + (Z * Z) / all)) * 10_000) / 100;
  return { low: percent(centre - spread), high: percent(centre + spread) };
}
