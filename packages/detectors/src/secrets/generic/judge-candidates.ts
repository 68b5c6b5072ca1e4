/** Passwords, tokens and keys of no known shape: what the trained filter says of values beside names that promise one. */
import type { Detection } from '../../detection.ts';
import { LIKELY_SECRET, type Candidate, type CandidateForm } from './candidate.ts';
import { scoreCandidate } from './score-candidate.ts';

/** Likelihoods by the model, chosen on the tuning lines and on the sources of half the installed packages. */
const LIKELY = 0.78;
/** The same where name and value may stand side by side by chance: `token x`, `secret == "x"`, `f(key, "x")`. */
const LIKELY_IF_LOOSE = 0.85;
const FIRM: ReadonlySet<CandidateForm> = new Set(['assigned', 'colon', 'flag', 'markup']);
const SURE = 0.95;
/** Never surer than a rule that knows the secret's shape: where both see one, the rule names it. */
const MOST_SURE = 0.69;

export const judgeCandidates = (text: string, candidates: readonly Candidate[]): readonly Detection[] =>
  candidates.flatMap((candidate): readonly Detection[] => {
    const score = scoreCandidate(text, candidate);
    if (score < (FIRM.has(candidate.form) ? LIKELY : LIKELY_IF_LOOSE)) return [];
    const { start, end } = candidate;
    const level = score >= SURE ? 'block' : 'warn';
    return [{ detector: 'secret', rule: LIKELY_SECRET, level, start, end, confidence: score * MOST_SURE }];
  });
