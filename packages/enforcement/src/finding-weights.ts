import { strictness, type Action, type Decision, type Facts, type Finding } from '@sallyport/action-model';
import { decideOnFindings, type CompiledPolicy } from '@sallyport/policy-core';

/** A record is a line, and a table of people has thousands. */
const MAX_RECORDED_FINDINGS = 200;

/** What policy says of each finding alone: asked once for all that it can't tell apart. */
function aloneIn(action: Action, policy: CompiledPolicy, facts: Facts): (finding: Finding) => Decision {
  const known = new Map<string, Decision>();
  return (finding) => {
    const sort = `${finding.confidence} ${sortOf(finding)}`;
    const decision = known.get(sort) ?? decideOnFindings({ ...action, findings: [finding] }, policy, facts);
    known.set(sort, decision);
    return decision;
  };
}

const isRedacted = ({ obligations }: Decision): boolean =>
  obligations.some(({ verdict, stage }) => verdict === 'redact' && stage === 'enforce');

/**
 * The findings that alone would be redacted; where only several together are, all of them. `isWhole` is false when
 * findings were left out that would have to be among them.
 */
export function findingsToTakeOut(
  action: Action,
  leftOut: readonly Finding[],
  policy: CompiledPolicy,
  facts: Facts,
): { readonly takeOut: readonly Finding[]; readonly isWhole: boolean } {
  const alone = aloneIn(action, policy, facts);
  const redacted = action.findings.filter((finding) => isRedacted(alone(finding)));
  return redacted.length > 0
    ? { takeOut: redacted, isWhole: !leftOut.some((finding) => isRedacted(alone(finding))) }
    : { takeOut: action.findings, isWhole: leftOut.length === 0 };
}

/** What policy can tell findings apart by, but for how sure they are. */
const sortOf = ({ detector, rule, level, role }: Finding): string => `${detector} ${rule} ${level} ${role}`;

const byGravity = (a: Finding, b: Finding): number =>
  Number(b.level === 'block') - Number(a.level === 'block') ||
  Number(b.detector === 'secret') - Number(a.detector === 'secret') ||
  b.confidence - a.confidence;

/**
 * As many as a record keeps. The surest of each sort comes before the second of any, those on which policy acts most
 * first, so that what decided is on record and replay decides the same; then the gravest.
 */
export function findingsToRecord(
  action: Action,
  policy: CompiledPolicy | undefined,
  facts: Facts,
): readonly Finding[] {
  const { findings } = action;
  if (findings.length <= MAX_RECORDED_FINDINGS) return findings;
  const sorted = findings.toSorted(byGravity);
  const ofEachSort = new Map<string, Finding>();
  for (const finding of sorted) {
    const sort = sortOf(finding);
    if (!ofEachSort.has(sort)) ofEachSort.set(sort, finding);
  }
  const alone = policy === undefined ? undefined : aloneIn(action, policy, facts);
  const weight = (finding: Finding): number => (alone === undefined ? 0 : strictness(alone(finding).verdict));
  const inOrder = [...[...ofEachSort.values()].toSorted((a, b) => weight(b) - weight(a)), ...sorted];
  const kept = new Set<Finding>();
  for (const finding of inOrder) {
    if (kept.size === MAX_RECORDED_FINDINGS) break;
    kept.add(finding);
  }
  return findings.filter((finding) => kept.has(finding));
}
