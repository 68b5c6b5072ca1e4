/**
 * Secrets by rule (the translated ones and our own) and by the trained filter, the best of what overlaps kept. A comment that
 * asks to be passed over (`gitleaks:allow`) is not honoured: whoever writes the text could write it.
 */
import type { Detection } from '../detection.ts';
import { atFirstUse } from '../at-first-use.ts';
import { CANDIDATE_WORDS } from './generic/candidate-words.ts';
import { isSealedAt } from './generic/is-sealed.ts';
import { judgeCandidates } from './generic/judge-candidates.ts';
import { GITLEAKS_ALLOWED, GITLEAKS_RULES } from './gitleaks-rules.ts';
import { HEADER_STAND_INS } from './header-stand-ins.ts';
import { WIDENED } from './key-rules.ts';
import { OWN_RULES } from './own-rules.ts';
import { prepareRules } from './prepare-rules.ts';
import { PROVIDER_TOKENS } from './provider-tokens.ts';
import { scanSecrets, type SecretMatch } from './scan-secrets.ts';
import type { SecretRule } from './secret-rule.ts';
import { CHECKS, INVENTED } from './token-checks.ts';
import { widenKeyLines } from './widen-key-lines.ts';

export type SecretFindings = {
  readonly found: readonly Detection[];
  /** Rules that had used up their share of work and looked no further; empty for all but hostile texts. */
  readonly truncated: readonly string[];
};

/** From here on a find is worth stopping for; below, it is said and left to policy. */
const SURE = 0.8;
/** The rule that takes any value of many letters beside a telling name, and so ciphertext too. */
const ANY_VALUE = 'generic-api-key';
/** The translated rule of a header, which knows no stand-ins. */
const OF_HEADER = 'curl-auth-header';
const readyRules = atFirstUse(() =>
  prepareRules(
    [...GITLEAKS_RULES.map(withStandIns), ...OWN_RULES, ...PROVIDER_TOKENS],
    GITLEAKS_ALLOWED,
    CANDIDATE_WORDS,
  ),
);
const withStandIns = (rule: SecretRule): SecretRule =>
  rule.id === OF_HEADER ? { ...rule, allowlists: [...rule.allowlists, HEADER_STAND_INS] } : rule;

export const findSecrets = (text: string): readonly Detection[] => findSecretsWithin(text).found;

export const findSecretsWithin = (text: string): SecretFindings => {
  const { matches, candidates, truncated } = scanSecrets(text, readyRules());
  const leaks = matches.filter(({ rule, start }) => rule.id !== ANY_VALUE || !isSealedAt(text, start));
  return {
    found: bestOf([...leaks.map((match) => describe(text, match)), ...judgeCandidates(text, candidates)]),
    truncated,
  };
};

const describe = (text: string, { rule, start, end }: SecretMatch): Detection => {
  const confidence = CHECKS[rule.id]?.(text.slice(start, end)) ?? rule.confidence;
  const level = confidence >= SURE ? 'block' : 'warn';
  const [from, to] = WIDENED.has(rule.id) ? widenKeyLines(text, start, end) : [start, end];
  return { detector: 'secret', rule: rule.id, level, start: from, end: to, confidence };
};

/** Of finds that overlap, the surest stays, then the longest; a stretch is reported once. */
const bestOf = (found: readonly Detection[]): readonly Detection[] => {
  const kept: Detection[] = [];
  let group: Detection[] = [];
  let groupEnd = -1;
  const close = (): void => {
    const free: Detection[] = [];
    for (const next of group.toSorted(byWorth)) {
      const known = free.findIndex((other) => next.start < other.end && other.start < next.end);
      const other = free[known];
      if (other === undefined) free.push(next);
      // The rule that knows the shape gives the name, whichever is surest the level; an invented token stays one.
      else if (next.level === 'block' && other.confidence > INVENTED)
        free[known] = { ...other, level: 'block' };
    }
    kept.push(...free.toSorted((a, b) => a.start - b.start));
    group = [];
  };
  for (const next of found.toSorted((a, b) => a.start - b.start)) {
    if (next.start >= groupEnd) close();
    group.push(next);
    groupEnd = Math.max(groupEnd, next.end);
  }
  close();
  return kept;
};

const byWorth = (a: Detection, b: Detection): number =>
  b.confidence - a.confidence || b.end - b.start - (a.end - a.start) || a.start - b.start;
