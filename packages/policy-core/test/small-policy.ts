import type { Action, Facts } from '@sallyport/action-model';
import type { CompiledPolicy } from '../src/compiled-policy.ts';
import { expandGiven } from '../src/document/given.ts';
import type { Given } from '../src/document/given-schema.ts';
import { loadPolicies } from '../src/load-policies.ts';
import { formatProblem } from '../src/problem.ts';

/** One document `p` of category `c` from rules that say only what matters to a test. */
export const documentOf = (
  rules: readonly Readonly<Record<string, unknown>>[],
  changes: Readonly<Record<string, unknown>> = {},
): string =>
  JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'Policy',
    metadata: { id: 'p', category: 'c', severity: 'low' },
    onFailure: 'closed',
    rules: rules.map((rule, index) => ({
      id: `rule-${index}`,
      on: ['file.read'],
      verdict: 'block',
      say: 'because',
      ...rule,
    })),
    ...changes,
  });

export const loadTexts = (texts: readonly string[]): CompiledPolicy => {
  const loaded = loadPolicies(texts.map((text, index) => ({ name: `${index}.yaml`, text })));
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.policy;
};

export const policyOf = (...parameters: Parameters<typeof documentOf>): CompiledPolicy =>
  loadTexts([documentOf(...parameters)]);

/** What is wrong with a document of these rules, as its author is told. */
export const problemsOf = (...parameters: Parameters<typeof documentOf>): readonly string[] => {
  const loaded = loadPolicies([{ name: 'p.yaml', text: documentOf(...parameters) }]);
  return loaded.ok ? [] : loaded.problems.map(({ message }) => message);
};

export const given = (short: Given): { readonly action: Action; readonly facts: Facts } => {
  const expanded = expandGiven(short, undefined);
  if (!expanded.ok) throw new Error(expanded.why);
  return expanded;
};
