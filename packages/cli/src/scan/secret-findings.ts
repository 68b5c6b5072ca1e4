import { findSecretsWithin, type ComponentFinding, type Detection } from '@sallyport/detectors';
import { mask, unite } from '../excerpt/mask.ts';
import type { TextPlace } from '../excerpt/text-places.ts';

export type FileSecrets = {
  readonly found: readonly Detection[];
  /** Those of `found` that a report speaks of. */
  readonly told: readonly Detection[];
  readonly truncated: readonly string[];
};

/** Below this a find is a guess: masked wherever it would be shown, and not worth a line of a report over a whole folder. */
const WORTH_A_NOTE = 0.7;

/** A file that holds more is a list of secrets, or made to fill the report; all are masked, the first are told. */
const MOST_TOLD_A_FILE = 200;

/** Of the text as it stands: what is hidden in encodings is the manifests' rules' to find. */
export function secretsIn(text: string): FileSecrets {
  const { found, truncated } = findSecretsWithin(text);
  const told = found.filter(({ confidence }) => confidence >= WORTH_A_NOTE);
  return {
    found,
    told: told.slice(0, MOST_TOLD_A_FILE),
    truncated: told.length > MOST_TOLD_A_FILE ? [...truncated, 'secrets'] : truncated,
  };
}

export function withoutSecrets(text: string): string {
  let masked = '';
  let at = 0;
  for (const { start, end } of unite(secretsIn(text).found)) {
    masked += text.slice(at, start) + mask(text.slice(start, end));
    at = end;
  }
  return masked + text.slice(at);
}

/**
 * A secret that somebody left in a component is their loss first, so it never stops its use; whether it is in clear where
 * an agent reads is worth a look.
 */
export const secretFinding = (path: string, found: Detection, place: TextPlace): ComponentFinding => ({
  rule: found.rule,
  detector: 'secret',
  level: found.level === 'block' ? 'warn' : 'note',
  path,
  ...place,
  start: found.start,
  end: found.end,
  refs: [],
  title: found.level === 'block' ? 'A secret in clear' : 'What may be a secret in clear',
  why: 'Whoever gets these files has it, and an agent that reads them may pass it on.',
  fix: 'Revoke it where it was issued, and hand a new one over by a variable or a key store.',
});
