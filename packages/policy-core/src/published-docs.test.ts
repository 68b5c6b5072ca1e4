import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CONDITION_FIELDS, CONDITION_METHODS, type ConditionField } from './condition/condition-fields.ts';
import { policyJsonSchema } from './document/json-schema.ts';
import { loadPolicies } from './load-policies.ts';
import { formatProblem } from './problem.ts';

/** `vitest run --project unit packages/policy-core/src/published-docs.test.ts -u` writes these files anew. */
const inDocs = (name: string): string => join(process.cwd(), 'docs', name);

test('the JSON Schema that editors complete from is the one that documents are read by', async () => {
  await expect(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    inDocs('policy.schema.json'),
  );
});

test('every key that an author writes is described', () => {
  const undescribed: string[] = [];
  const walk = (at: unknown, path: string): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const [key, below] of Object.entries(at)) {
      const isKey = path.endsWith('.properties') && !path.includes('given') && typeof below === 'object';
      if (isKey && !('description' in below) && !('const' in below)) undescribed.push(`${path}.${key}`);
      walk(below, `${path}.${key}`);
    }
  };
  walk(policyJsonSchema(), '');
  const names = undescribed.map((path) => path.split('.').at(-1));
  // Their names say what they hold.
  expect(
    names.filter((name) => !['metadata', 'given', 'expect', 'server', 'tool'].includes(name ?? '')),
  ).toEqual([]);
});

const cell = (text: string): string => text.replaceAll('|', '\\|');

const fieldRow = ({ path, type, optional, derived, values, kinds }: ConditionField): string => {
  const about = [
    optional ? 'needs `has(…)`' : '',
    derived ? 'worked out' : '',
    values === undefined ? '' : values.map((value) => `\`${value}\``).join(' '),
  ].filter((part) => part !== '');
  const on = kinds === undefined ? 'all' : kinds.map((kind) => `\`${kind}\``).join(' ');
  return `| \`${path}\` | ${type} | ${cell(about.join('; '))} | ${path.startsWith('action.') ? on : ''} |`;
};

test('the reference of fields and methods is that of the conditions', async () => {
  const text = [
    '# What conditions can name',
    'Written by `packages/policy-core/src/published-docs.test.ts` from the action model; `[]` stands for any item of a list. How to',
    'use all this: [policy-language.md](policy-language.md).',
    '',
    '## Methods',
    '| of | method | true when, or gives |',
    '|---|---|---|',
    ...CONDITION_METHODS.map(({ receiver, name, about }) => `| ${receiver} | \`${name}\` | ${cell(about)} |`),
    '',
    '## Fields',
    '| field | type | | kinds of action |',
    '|---|---|---|---|',
    ...CONDITION_FIELDS.map(fieldRow),
    '',
  ].join('\n');
  await expect(text).toMatchFileSnapshot(inDocs('policy-reference.md'));
});

test('every example of the guide is a policy that loads, with its tests passed', () => {
  const guide = readFileSync(inDocs('policy-language.md'), 'utf8');
  const examples = [...guide.matchAll(/^```yaml\n(?<text>apiVersion[\s\S]*?)^```$/gmu)].map(
    ({ groups }) => groups?.['text'] ?? '',
  );
  expect(examples.length).toBeGreaterThan(2);
  for (const [index, text] of examples.entries()) {
    const loaded = loadPolicies([{ name: `example ${index + 1}`, text }]);
    expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([]);
  }
});
