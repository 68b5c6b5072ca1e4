import { expect, test } from 'vitest';
import { policyJsonSchema } from '../document/json-schema.ts';
import { compileCondition } from './compile-condition.ts';
import { CONDITION_FIELDS } from './condition-fields.ts';

const fieldAt = (path: string) => CONDITION_FIELDS.find((field) => field.path === path);

test('the reference knows every field with its type, its values and the kinds that have it', () => {
  expect(fieldAt('action.paths[].access')).toMatchObject({
    type: 'string',
    values: expect.arrayContaining(['read']),
  });
  expect(fieldAt('action.paths[].resolved')).toMatchObject({ optional: true });
  expect(fieldAt('action.command.programs[].feeds')).toMatchObject({ derived: true, kinds: ['shell.run'] });
  expect(fieldAt('origin.subagent.type')).toMatchObject({ optional: true });
});

test('what evidence does not keep, conditions cannot see', () => {
  expect(CONDITION_FIELDS.filter(({ path }) => /samples|proofs|digest/u.test(path))).toEqual([]);
});

test.each(
  CONDITION_FIELDS.filter(({ path, type }) => !path.includes('[]') && type !== 'object').map(
    (field) => [field.path, field] as const,
  ),
)('%s compiles where the reference says it exists', (path, { optional, kinds }) => {
  const kind = kinds === undefined || kinds.includes('shell.run') ? 'shell.run' : kinds[0];
  const guards = path
    .split('.')
    .map((_, index, parts) => parts.slice(0, index + 1).join('.'))
    .filter((prefix) => fieldAt(prefix)?.optional === true)
    .map((prefix) => `has(${prefix})`);
  const condition = [...guards, optional ? 'true' : `${path} == ${path}`].join(' && ');
  // The reference lists names of kinds as text; these come from the same list.
  expect(compileCondition(condition, kind as 'shell.run')).toMatchObject({ ok: true });
});

test('the JSON Schema knows the keys of each kind of document and refuses others', () => {
  const { oneOf, anyOf = oneOf } = policyJsonSchema();
  expect(anyOf).toMatchObject([
    { additionalProperties: false, properties: { kind: { const: 'Policy' }, rules: {}, tests: {} } },
    { additionalProperties: false, properties: { kind: { const: 'ToolRights' }, rights: {}, rollout: {} } },
    { additionalProperties: false, properties: { kind: { const: 'Recall' }, components: {}, tests: {} } },
  ]);
});
