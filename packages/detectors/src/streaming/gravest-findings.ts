import type { Detected, Detection } from '@sallyport/detectors';

/** What an action holds at most. Handing over more than that takes the asking thread longer than the looking took. */
export const MAX_FINDINGS = 4096;

/** The gravest and surest of too many, in the order of the text; that there were more is named. */
export const gravestFindings = ({ found, truncated }: Detected): Detected => {
  if (found.length <= MAX_FINDINGS) return { found, truncated };
  const kept = new Set(found.toSorted(byGravity).slice(0, MAX_FINDINGS));
  return {
    found: found.filter((detection) => kept.has(detection)),
    truncated: [...truncated, 'too-many-findings'],
  };
};

const byGravity = (a: Detection, b: Detection): number =>
  Number(b.level === 'block') - Number(a.level === 'block') || b.confidence - a.confidence;
