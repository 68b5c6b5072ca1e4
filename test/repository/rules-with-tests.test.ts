import { explain, formatProblem, loadPolicies, type Problem, type Source } from '@sallyport/policy-core';
import { readCommand } from '@sallyport/command-reading';
import { describe, expect, test } from 'vitest';
import { expandGiven } from '../../packages/policy-core/src/document/given.ts';
import { readDocuments } from '../../packages/policy-core/src/document/read-documents.ts';
import { sourcesOf } from './decide-command.ts';

/** For each rule of a document, which of the document's own tests it answers and which of its kinds it lets by. */
function coverageOf(source: Source): ReadonlyMap<string, { stops: number; letsBy: number }> {
  const problems: Problem[] = [];
  const [read] = readDocuments(source, problems);
  const loaded = loadPolicies([source], { readCommand });
  if (read === undefined || !loaded.ok)
    throw new Error((loaded.ok ? problems : loaded.problems).map(formatProblem).join('\n'));
  const { metadata, rules, tests = [] } = read.document;
  const coverage = new Map<string, { stops: number; letsBy: number }>(
    // Without a condition there is nothing that a rule could let by.
    rules.map(({ id, when, rateLimit }) => [
      id,
      { stops: 0, letsBy: when === undefined && rateLimit === undefined ? 1 : 0 },
    ]),
  );
  for (const { given } of tests) {
    const expanded = expandGiven(given, readCommand, metadata.id);
    if (!expanded.ok) throw new Error(expanded.why);
    for (const { rule, outcome } of explain(expanded.action, loaded.policy, expanded.facts).rules) {
      const counted = coverage.get(rule);
      if (counted === undefined || outcome === 'other-kind') continue;
      if (outcome === 'matched') counted.stops++;
      else counted.letsBy++;
    }
  }
  return coverage;
}

describe.each(['individual', 'company', 'high-risk'])('in pack %s', (pack) => {
  test.each(sourcesOf(pack))(
    'each rule of $name is shown by a test that it answers and one that it lets by',
    (source) => {
      const id = /id: (\S+)/u.exec(source.text)?.[1] ?? '';
      const missing = [...coverageOf(source)].flatMap(([rule, { stops, letsBy }]) => [
        ...(stops === 0 ? [`${id}/${rule}: no test that it answers`] : []),
        ...(letsBy === 0 ? [`${id}/${rule}: no test that it lets by`] : []),
      ]);
      expect(missing).toEqual([]);
    },
  );
});
