/** Passwords, tokens and keys of no known shape: what the trained filter says of values beside names that promise one. */
import type { Detection } from '../../detection.ts';
import type { Candidate } from './candidate.ts';
import { scoreCandidate } from './score-candidate.ts';

/** Likelihoods by the model, chosen on the tuning lines and on the sources of half the installed packages. */
const LIKELY = 0.7;
const SURE = 0.95;
/** Never surer than a rule that knows the secret's shape: where both see one, the rule names it. */
const MOST_SURE = 0.69;

/** A value costs its length and a share; a text made of nothing but candidates has work for this many a unit. */
const EACH = 500;
const WORK_RATIO = 1.5;
const LEAST_WORK = 150_000;

const RULE = 'likely-secret';

export const judgeCandidates = (
  text: string,
  candidates: readonly Candidate[],
): { readonly found: readonly Detection[]; readonly truncated: readonly string[] } => {
  const found: Detection[] = [];
  let work = Math.max(LEAST_WORK, text.length * WORK_RATIO);
  for (const candidate of candidates) {
    const { start, end } = candidate;
    if (isBareWord(text, candidate)) continue;
    if (work <= 0) return { found, truncated: [RULE] };
    work -= EACH + end - start;
    const score = scoreCandidate(text, candidate);
    if (score < LIKELY) continue;
    const level = score >= SURE ? 'block' : 'warn';
    found.push({ detector: 'secret', rule: RULE, level, start, end, confidence: score * MOST_SURE });
  }
  return { found, truncated: [] };
};

const LONGEST_WORD = 12;

/** `password: string`, `token = tokens`: no short run of letters without quotes ever scored as likely. */
const isBareWord = (text: string, { start, end, quoted }: Candidate): boolean => {
  if (quoted || end - start > LONGEST_WORD) return false;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (((unit | 32) < 97 || (unit | 32) > 122) && unit !== 95 && unit !== 46) return false;
  }
  return true;
};
