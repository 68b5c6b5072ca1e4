import type { DocumentDiff, RuleDiff } from '@sallyport/policy-core';
import { plain, printLine, style } from '../terminal.ts';

const SIGN = { added: '+', removed: '-', changed: '~' } as const;
const EFFECT = {
  stricter: 'can only stop more',
  looser: 'can only stop less',
  either: 'can stop more or less',
  none: 'decides the same',
} as const;

export const countRules = (documents: readonly DocumentDiff[]): Record<RuleDiff['change'], number> => {
  const counts = { added: 0, removed: 0, changed: 0 };
  for (const { rules } of documents) for (const { change } of rules) counts[change] += 1;
  return counts;
};

const valueText = (value: unknown): string =>
  value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);

/** What changes from one policy to another, rule by rule, for a person. */
export function showDiff(documents: readonly DocumentDiff[]): void {
  if (documents.length === 0) {
    printLine('the two say the same');
    return;
  }
  for (const { policy, change, fields, rules } of documents) {
    printLine(style.bold(`${SIGN[change]} ${plain(policy)}`));
    for (const { field, from, to } of fields)
      printLine(`    ${plain(field)}: ${plain(valueText(from))} → ${plain(valueText(to))}`);
    for (const rule of rules) showRule(rule);
  }
  const { added, removed, changed } = countRules(documents);
  printLine(`rules: ${added} added, ${removed} removed, ${changed} changed`);
}

function showRule({ rule, change, effect, fields }: RuleDiff): void {
  const line = `  ${SIGN[change]} ${plain(rule)}  ${style.dim(EFFECT[effect])}`;
  printLine(change === 'removed' ? style.red(line) : change === 'added' ? style.green(line) : line);
  for (const { field, from, to } of fields)
    printLine(`      ${plain(field)}: ${plain(valueText(from))} → ${plain(valueText(to))}`);
}
