import type { ComponentFinding, Grade } from './component-report.ts';

/** One `block` is an F, whatever else is there; warnings and notes add up. */
export const gradeOf = (findings: readonly Pick<ComponentFinding, 'level' | 'rule'>[]): Grade => {
  if (findings.some(({ level }) => level === 'block')) return 'F';
  const warned = new Set(findings.filter(({ level }) => level === 'warn').map(({ rule }) => rule)).size;
  if (warned > 1) return 'D';
  if (warned === 1) return 'C';
  return findings.length > 0 ? 'B' : 'A';
};
