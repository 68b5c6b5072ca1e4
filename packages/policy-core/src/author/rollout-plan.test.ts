import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPolicies } from '../load-policies.ts';
import { diff } from './diff.ts';
import { atStep, readRolloutPlan, type RolloutPlan } from './rollout-plan.ts';

const planOf = (text: string) => readRolloutPlan({ name: 'plan.yaml', text });
const SHIPPED = readFileSync('policies/rollouts/ramp.yaml', 'utf8');
const ramp = (): RolloutPlan => {
  const read = planOf(SHIPPED);
  if (!read.ok) throw new Error(read.why);
  return read.plan;
};
const PACK = readdirSync('policies/individual')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ name, text: readFileSync(`policies/individual/${name}`, 'utf8') }));
const loaded = (sources: typeof PACK) => {
  const result = loadPolicies(sources, { testsAlreadyPassed: true });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.policy;
};

test('the shipped ramp goes from looking to blocking, names only documents of the packs, and never goes back', () => {
  const { steps } = ramp();
  expect(steps.map(({ id }) => id)).toEqual([
    'inventory',
    'audit',
    'warn-sensitive-reads',
    'block-destructive',
  ]);
  const ids = new Set(loaded(PACK).documents.map(({ id }): string => id));
  const order = ['observe', 'warn', 'enforce'];
  let before: Readonly<Record<string, string>> = {};
  for (const { policies = {} } of steps) {
    expect(Object.keys(policies).filter((id) => !ids.has(id))).toEqual([]);
    for (const [id, stage] of Object.entries(before))
      expect(order.indexOf(policies[id] ?? 'observe')).toBeGreaterThanOrEqual(order.indexOf(stage));
    before = policies;
  }
});

test('a step changes the stage of each document and nothing else', () => {
  for (const step of ramp().steps) {
    const staged = loaded(PACK.map((source) => atStep(source, step)));
    for (const { id, stage } of staged.documents) expect(stage).toBe(step.policies?.[id] ?? step.stage);
    const changes = diff(loaded(PACK), staged);
    expect(changes.length).toBeGreaterThan(0);
    for (const { rules, fields } of changes) {
      expect(rules).toEqual([]);
      expect(fields.map(({ field }) => field)).toEqual(['rollout']);
    }
  }
});

test('comments stay, and several documents in one text', () => {
  const [step] = ramp().steps;
  if (step === undefined) throw new Error('the ramp has no steps');
  const text = PACK.slice(0, 2)
    .map((source) => source.text)
    .join('\n---\n');
  const staged = atStep({ name: 'both.yaml', text }, step);
  expect(loaded([staged]).documents).toHaveLength(2);
  expect(staged.text.split('\n').filter((line) => line.startsWith('#')).length).toBeGreaterThan(0);
});

test.each([
  ['a step that is there twice', SHIPPED.replace('id: audit', 'id: inventory'), 'twice'],
  ['an unknown stage', SHIPPED.replace('stage: observe', 'stage: watch'), 'stage'],
  ['no plan', 'a: 1', 'plan.yaml'],
  ['two plans', `${SHIPPED}\n---\n${SHIPPED}`, 'exactly one'],
])('%s is refused', (_, text, named) => {
  const read = planOf(text);
  expect(read.ok ? '' : read.why).toContain(named);
});
