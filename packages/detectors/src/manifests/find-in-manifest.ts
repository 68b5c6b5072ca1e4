/** The scan's findings on one text as detections: for `detect`, where a manifest arrives without its folder. */
import type { Detection } from '../detection.ts';
import type { Normalised } from '../normalise/normalise.ts';
import { comparePurpose } from './purpose.ts';
import { scanFile } from './scan-file.ts';

export type ManifestText = { readonly text: string; readonly path?: string };

const CONFIDENCE = { block: 0.9, warn: 0.6 } as const;

export type ManifestFindings = {
  readonly found: readonly Detection[];
  readonly truncated: readonly string[];
};

/** Notes are left out: they are for a person who reads a report, not for a decision. */
export function findInManifest(normalised: Normalised, { text, path = '' }: ManifestText): ManifestFindings {
  const scan = scanFile({ path, text }, [], normalised);
  const uses = new Map(
    [...scan.abilities].map(([ability, places]) => [
      ability,
      places.map((place) => ({ path, place, text: text.slice(place.start, place.end) })),
    ]),
  );
  const beyond =
    scan.declared === undefined ? [] : comparePurpose(scan.declared, uses).map(({ raised }) => raised);
  const found = [...scan.raised, ...beyond].flatMap(({ rule, level, start, end }): Detection[] => {
    if (level === 'note' || text === '') return [];
    // What is wrong with the end of a broken file has no length of its own.
    const from = Math.min(start, text.length - 1);
    const to = Math.min(text.length, Math.max(end, from + 1));
    return [{ detector: 'manifest', rule, level, start: from, end: to, confidence: CONFIDENCE[level] }];
  });
  return { found, truncated: scan.truncated };
}
