import type { Detected } from '../detect.ts';
import type { Detection } from '../detection.ts';

/** The gravest and surest of more than `most`, in the order of the text; that there were more is named. */
export const gravestFindings = ({ found, truncated }: Detected, most: number): Detected => {
  if (found.length <= most) return { found, truncated };
  const kept = new Set(found.toSorted(byGravity).slice(0, most));
  return {
    found: found.filter((detection) => kept.has(detection)),
    truncated: [...new Set([...truncated, 'too-many-findings'])],
  };
};

const byGravity = (a: Detection, b: Detection): number =>
  Number(b.level === 'block') - Number(a.level === 'block') || b.confidence - a.confidence;
