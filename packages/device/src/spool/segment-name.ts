const DIGITS = 16;
const NAME = /^evidence-(\d{16})\.jsonl$/;

/** Named by the first `seq` it may hold, so that sorting names sorts records. */
export const segmentName = (first: number): string => `evidence-${String(first).padStart(DIGITS, '0')}.jsonl`;

export const checkpointsName = (segment: string): string => segment.replace(/\.jsonl$/, '.checkpoints');

/** Bytes that were cut off a damaged segment, kept for whoever investigates. */
export const damagedName = (segment: string, at: number): string =>
  segment.replace(/\.jsonl$/, `.damaged-${at}`);

export const firstOf = (name: string): number | undefined => {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** The segments among `names`, oldest first. */
export const segmentNames = (names: readonly string[]): string[] =>
  names.filter((name) => firstOf(name) !== undefined).sort();
