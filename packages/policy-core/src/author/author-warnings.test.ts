import { expect, test } from 'vitest';
import { documentOf } from '../../test/small-policy.ts';
import { loadPolicies } from '../load-policies.ts';

const warningsOf = (...parameters: Parameters<typeof documentOf>): readonly string[] => {
  const loaded = loadPolicies([{ name: 'p.yaml', text: documentOf(...parameters) }]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.warnings.map(({ message }) => message);
};

test.each([
  ["action.kind == 'file.write'"],
  ["origin.user == 'ann' && origin.attended && origin.user == 'ben'"],
  ["origin.user == 'ann' && origin.user != 'ann'"],
  ["origin.user in ['ann', 'ben'] && origin.user in ['cleo']"],
  ["origin.user in ['ann'] && 'ann' != origin.user"],
  ['origin.attended && !origin.attended'],
  ["action.paths.exists(p, p.access == 'read' && p.access == 'write')"],
  ["(origin.attended && !origin.attended) || action.kind == 'shell.run'"],
  ["'a' == 'b'"],
  ['origin.attended && false'],
  ['origin.user in []'],
])('a rule that can never match is named: %s', (when) => {
  const condition = when.includes('origin.user') ? `has(origin.user) && ${when}` : when;
  expect(warningsOf([{ when: condition }])).toEqual([expect.stringContaining('`rule-0` can never match')]);
});

test.each([
  ["action.kind == 'file.read'"],
  ["has(origin.user) && (origin.user == 'ann' || origin.user == 'ben')"],
  ["has(origin.user) && origin.user in ['ann', 'ben'] && origin.user != 'ann'"],
  ['origin.attended || !origin.attended'],
  ["action.paths.exists(p, p.access == 'read') && action.paths.exists(p, p.access == 'write')"],
  ["action.paths.all(p, p.access == 'read' && p.access == 'write')"],
  ["!action.paths.exists(p, p.access == 'read' && p.access == 'write')"],
])('one that can match is not: %s', (when) => {
  expect(warningsOf([{ when }])).toEqual([]);
});

test('a rule about several kinds is idle only when it is for all of them', () => {
  const when = "action.kind == 'file.write'";
  expect(warningsOf([{ on: ['file.read', 'file.write'], when }])).toEqual([]);
  expect(warningsOf([{ on: ['file.read', 'file.list'], when }])).toHaveLength(1);
});

test('a policy that only observes is asked until when', () => {
  const observe = { rollout: { stage: 'observe' } };
  expect(warningsOf([{}], observe)).toEqual([
    expect.stringContaining('`p` only observes, and rule `rule-0` says not until when'),
  ]);
  expect(warningsOf([{ expires: '2999-01-01' }], observe)).toEqual([]);
  expect(warningsOf([{}], { rollout: { stage: 'observe', groups: { pilot: 'enforce' } } })).toEqual([]);
  expect(warningsOf([{}], { rollout: { stage: 'observe', percent: { warn: 10 } } })).toEqual([]);
  expect(warningsOf([{}], { rollout: { stage: 'warn' } })).toEqual([]);
});
