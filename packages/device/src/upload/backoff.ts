/** How long to wait between failed attempts. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { firstMs: 500, longestMs: 60_000 };

/**
 * Doubles with each failure in a row, up to the longest, and takes a random part of that (half of it at least), so
 * that a fleet whose control plane was down does not come back in one wave. `random` is in [0, 1).
 */
export function waitAfter(failures: number, { firstMs, longestMs }: Backoff, random: number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return whole / 2 + (whole / 2) * random;
}
