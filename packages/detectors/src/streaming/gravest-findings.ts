import type { Detected } from '../detect.ts';
import type { Detection } from '../detection.ts';

/** Findings were left out that alone are reason to act: whoever takes stretches out of a text by findings can't rely on these. */
export const TOO_MANY_GRAVE = 'too-many-grave-findings';

/** `role`: of the sample where a finding of an action stands. */
type Weighed = Pick<Detection, 'detector' | 'rule' | 'level' | 'confidence'> & { readonly role?: string };

/** The gravest and surest of more than `most`, in the order of the text; that there were more is named. */
export const gravestFindings = ({ found, truncated }: Detected, most: number): Detected => {
  if (found.length <= most) return { found, truncated };
  const kept = gravestOf(found, most);
  const isGraveLeftOut = countGrave(found) > countGrave(kept);
  return {
    found: kept,
    truncated: [...new Set([...truncated, 'too-many-findings', ...(isGraveLeftOut ? [TOO_MANY_GRAVE] : [])])],
  };
};

/**
 * What is certain first, then secrets, then what is surer; but the surest of each sort is always among them, so that
 * nobody can hide that something stands in a text behind many others.
 */
export const gravestOf = <Finding extends Weighed>(
  found: readonly Finding[],
  most: number,
): readonly Finding[] => {
  if (found.length <= most) return found;
  const sorted = found.toSorted(byGravity);
  const kept = new Set<Finding>();
  const sorts = new Set<string>();
  for (const finding of sorted) {
    if (kept.size === most) break;
    const sort = sortOf(finding);
    if (sorts.has(sort)) continue;
    sorts.add(sort);
    kept.add(finding);
  }
  for (const finding of sorted) {
    if (kept.size === most) break;
    kept.add(finding);
  }
  return found.filter((finding) => kept.has(finding));
};

/** What policy can tell findings apart by, but for how sure they are. */
export const sortOf = ({ detector, rule, level, role = '' }: Weighed): string =>
  `${detector} ${rule} ${level} ${role}`;

const countGrave = (found: readonly Weighed[]): number =>
  found.reduce((sum, { level }) => sum + Number(level === 'block'), 0);

const byGravity = (a: Weighed, b: Weighed): number =>
  Number(b.level === 'block') - Number(a.level === 'block') ||
  Number(b.detector === 'secret') - Number(a.detector === 'secret') ||
  b.confidence - a.confidence;
