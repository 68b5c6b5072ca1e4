import type { CompiledDocument, CompiledPolicy } from './compiled-policy.ts';
import type { CompiledParts } from './compile-document.ts';
import { decide } from './decide.ts';
import { expandGiven, type ReadCommand } from './document/given.ts';
import type { Given } from './document/given-schema.ts';
import { problemAt } from './document/read-documents.ts';
import type { Problem } from './problem.ts';
import { hint } from './suggest.ts';

/** A document is judged by its own tests alone, so that no other document can make them pass or fail. */
export const failedTests = (
  compiled: CompiledParts,
  policy: CompiledPolicy,
  readCommand: ReadCommand | undefined,
): readonly Problem[] => {
  const tests = compiled.read.document.tests ?? [];
  if (tests.length === 0) return [];
  const problems: Problem[] = [];
  for (const [index, test] of tests.entries()) {
    const unknown = unknownRule(test.given, compiled.document);
    if (unknown !== undefined) {
      problems.push(problemAt(compiled.read, ['tests', index], `test ${index + 1} ${unknown}`));
      continue;
    }
    const expanded = expandGiven(test.given, readCommand, compiled.document.id);
    if (!expanded.ok) {
      problems.push(problemAt(compiled.read, ['tests', index], `test ${index + 1}: ${expanded.why}`));
      continue;
    }
    const { verdict, reasons } = decide(expanded.action, policy, expanded.facts);
    if (verdict === test.expect) continue;
    const by = reasons[0] === undefined ? 'no rule matched' : `by rule \`${reasons[0].rule}\``;
    const message = `test ${index + 1} expects \`${test.expect}\` and gets \`${verdict}\` (${by})`;
    problems.push(problemAt(compiled.read, ['tests', index], message));
  }
  return problems;
};

/** A fact about a rule that does not exist would silently test nothing. */
const unknownRule = (
  { answers = [], counts = [], judged = [] }: Given,
  { id, rules }: CompiledDocument,
): string | undefined => {
  const names: readonly string[] = rules.map((rule) => rule.id);
  const unknown = [...answers, ...counts, ...judged].find(
    ({ policy, rule }) => (policy === undefined || policy === id) && !names.includes(rule),
  );
  return (
    unknown &&
    `names the rule \`${unknown.rule}\`, which this document does not have${hint(unknown.rule, names)}`
  );
};
