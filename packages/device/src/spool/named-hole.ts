import { GapEvidence } from '@sallyport/action-model';

/**
 * Sequence numbers are never used twice, so records that were lost leave a hole. The gap record right behind it
 * says how many are missing; any other jump is a break.
 */
export function namesHole(text: string, missing: number): boolean {
  try {
    const gap = GapEvidence.safeParse(JSON.parse(text));
    return gap.success && gap.data.cause === 'corrupt-tail' && gap.data.count === missing;
  } catch {
    return false;
  }
}

/** The spool writes `type` first, and JSON text holds no raw quote inside a string. */
export const isGapText = (text: string): boolean => text.slice(0, 700).includes('","type":"gap"');
