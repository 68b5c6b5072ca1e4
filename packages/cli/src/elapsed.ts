/** Milliseconds since `performance.now()` said `startedAt`, to the microsecond. */
export const elapsedMs = (startedAt: number): number =>
  Math.round((performance.now() - startedAt) * 1000) / 1000;
