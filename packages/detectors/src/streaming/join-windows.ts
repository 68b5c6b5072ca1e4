import type { Detection } from '../detection.ts';

/**
 * Adds a window's findings, in the offsets of the whole text, to those of the windows before it. What ends before the
 * window's home was seen better by the one before. What reaches across is joined to what that one saw of it, or is new:
 * such a finding is longer than what both share.
 */
export const joinWindows = (
  known: readonly Detection[],
  fromWindow: readonly Detection[],
  home: number,
): readonly Detection[] => {
  const before = known.filter(({ end }) => end <= home);
  // Few: a family says a stretch once. So each is compared with each.
  const seam = known.filter(({ start, end }) => start < home && end > home);
  const after: Detection[] = [];
  for (const next of fromWindow) {
    if (next.end <= home) continue;
    const at = seam.findIndex((other) => isSame(other, next));
    const same = seam[at];
    if (same === undefined) after.push(next);
    else seam[at] = unite(same, next);
  }
  return [...before, ...seam, ...after];
};

const isSame = (a: Detection, b: Detection): boolean =>
  a.detector === b.detector && a.rule === b.rule && a.start < b.end && b.start < a.end;

const unite = (a: Detection, b: Detection): Detection => ({
  ...a,
  level: b.level === 'block' ? 'block' : a.level,
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end),
  confidence: Math.max(a.confidence, b.confidence),
});
