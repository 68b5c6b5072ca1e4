import { expect, test } from 'vitest';
import { asksForGroups } from './claimed-groups.ts';
import { compileCondition } from './condition/compile-condition.ts';

const asks = (when: string): boolean => {
  const compiled = compileCondition(when, 'file.read');
  if (!compiled.ok) throw new Error(compiled.problems.join());
  return asksForGroups(compiled.condition.ast);
};

test.each([
  "'security' in origin.groups",
  "action.paths.exists(p, p.under('/srv') && !('security' in origin.groups))",
  'origin.attended ? size(origin.groups) == 0 : true',
  "origin.groups.exists(g, g == 'x')",
  "[origin].exists(o, 'x' in o.groups)",
])('%s needs a second look', (when) => {
  expect(asks(when)).toBe(true);
});

test.each([
  "action.paths.exists(p, p.under('/srv'))",
  "origin.agent == 'cowork'",
  "action.paths.exists(p, p.name == 'groups')",
])('%s does not', (when) => {
  expect(asks(when)).toBe(false);
});
