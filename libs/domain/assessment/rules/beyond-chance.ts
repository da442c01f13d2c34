/** How likely a false alarm may be, over all groups that are compared. */
const FALSE_ALARM = 0.05;

/**
 * Up to where a share may lie by chance, in percent: the upper end of its Wilson interval (JASA 22, 1927). When several
 * groups are compared, each could raise a false alarm, and with ten at 95 % one is likely to. So the 5 % are divided by
 * the number of groups (Bonferroni's inequality; Dunn, "Multiple Comparisons Among Means", JASA 56, 1961).
 * @param groups how many are compared, at least two
 */
export function mayBeByChance(counted: number, all: number, groups: number): number {
  const z = -lowerQuantile(FALSE_ALARM / (2 * groups));
  const share = counted / all;
  const centre = share + (z * z) / (2 * all);
  const spread = z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  return (100 * (centre + spread)) / (1 + (z * z) / all);
}

/** The normal distribution's quantile of a probability below 0.024 (Acklam, 2003: relative error under 1.2e-9). */
function lowerQuantile(probability: number): number {
  const q = Math.sqrt(-2 * Math.log(probability));
  const above = polynomial(
    q,
    [
      -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
      2.938163982698783,
    ],
  );
  const below = polynomial(
    q,
    [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
  );
  return above / below;
}

/** Coefficients from the highest power down (Horner). */
const polynomial = (x: number, coefficients: readonly number[]): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
