/** A share of cases, with Wilson's 95 % interval, which holds for few cases and near 0 and 1. */
export type Rate = {
  readonly hits: number;
  readonly n: number;
  /** 0 when there are no cases. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
};

const Z = 1.96;

export function rate(hits: number, n: number): Rate {
  if (n === 0) return { hits, n, share: 0, low: 0, high: 1 };
  const share = hits / n;
  const scale = 1 + (Z * Z) / n;
  const middle = (share + (Z * Z) / (2 * n)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return { hits, n, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

export const showRate = ({ hits, n, share, low, high }: Rate): string =>
  n === 0
    ? 'no cases'
    : `${share.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]  ${`${hits}/${n}`.padStart(11)}`;
