import type { Detection } from '../detection.ts';

/** One sighting. A single person's datum never stops anything by itself; a whole table of them does (`find-bulk.ts`). */
export const piiDetection = (rule: string, start: number, end: number, confidence: number): Detection => ({
  detector: 'pii',
  rule,
  level: 'warn',
  start,
  end,
  confidence,
});
