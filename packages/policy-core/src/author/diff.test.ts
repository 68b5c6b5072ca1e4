import { strictness } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryAction, arbitraryFacts } from '../../test/arbitrary-action.ts';
import { arbitraryDocuments } from '../../test/arbitrary-policy.ts';
import { documentOf, loadTexts, policyOf } from '../../test/small-policy.ts';
import { decide } from '../decide.ts';
import { diff } from './diff.ts';

test('a policy does not differ from itself, however its keys and documents are ordered', () => {
  const one = documentOf([{ on: ['file.read', 'file.list'], schedule: { timeZone: 'UTC', days: ['mon'] } }]);
  const same = documentOf([{ on: ['file.list', 'file.read'], schedule: { days: ['mon'], timeZone: 'UTC' } }]);
  expect(diff(loadTexts([one]), loadTexts([same]))).toEqual([]);
});

test('documents and rules that come and go are named with what they can do to decisions', () => {
  const other = { metadata: { id: 'q', category: 'd', severity: 'low' } };
  const from = loadTexts([documentOf([{ id: 'a' }, { id: 'b' }]), documentOf([{}], other)]);
  const to = loadTexts([documentOf([{ id: 'b' }, { id: 'c' }])]);
  expect(diff(from, to)).toEqual([
    {
      policy: 'p',
      change: 'changed',
      fields: [],
      rules: [
        { rule: 'a', change: 'removed', effect: 'looser', fields: [] },
        { rule: 'c', change: 'added', effect: 'stricter', fields: [] },
      ],
    },
    {
      policy: 'q',
      change: 'removed',
      fields: [],
      rules: [{ rule: 'rule-0', change: 'removed', effect: 'looser', fields: [] }],
    },
  ]);
});

test('what becomes of servers that come later is shown where it changes, and where its document comes or goes', () => {
  const [tell, wrap] = ['tell', 'wrap'].map((newServers) => loadTexts([documentOf([{}], { newServers })]));
  const other = loadTexts([documentOf([{}], { metadata: { id: 'q', category: 'd', severity: 'low' } })]);
  if (tell === undefined || wrap === undefined) throw new Error('two policies were loaded');
  const said = (from: typeof tell, to: typeof tell) => diff(from, to).flatMap(({ fields }) => fields);
  const comes = { field: 'newServers', from: 'tell', to: 'wrap', effect: 'none' };
  expect([said(tell, wrap), said(other, wrap), said(other, tell)]).toEqual([[comes], [comes], []]);
  expect(said(wrap, other)).toEqual([{ ...comes, from: 'wrap', to: 'tell' }]);
});

test.each([
  [{ verdict: 'warn' }, { verdict: 'block' }, 'verdict', 'stricter'],
  [{ verdict: 'block' }, { verdict: 'approve' }, 'verdict', 'looser'],
  [{}, { when: 'origin.attended' }, 'when', 'looser'],
  [{ when: 'origin.attended' }, {}, 'when', 'stricter'],
  [{ when: 'origin.attended' }, { when: '!origin.attended' }, 'when', 'either'],
  [{}, { expires: '2030-01-01' }, 'expires', 'looser'],
  [{ on: ['file.read'] }, { on: ['file.read', 'file.list'] }, 'on', 'stricter'],
  [{ on: ['file.read', 'file.list'] }, { on: ['file.list'] }, 'on', 'looser'],
  [{ say: 'no' }, { say: 'never' }, 'say', 'none'],
] as const)('from %j to %j, `%s` changes what is decided: %s', (from, to, field, effect) => {
  const [document] = diff(policyOf([from]), policyOf([to]));
  expect(document?.rules).toMatchObject([{ change: 'changed', effect, fields: [{ field, effect }] }]);
});

test('what changes for a whole document is named with both values', () => {
  const [document] = diff(
    policyOf([{}], { onFailure: 'open', rollout: { stage: 'observe' } }),
    policyOf([{}], { onFailure: 'closed', rollout: { stage: 'observe', percent: { warn: 10 } } }),
  );
  expect(document?.fields).toEqual([
    { field: 'onFailure', from: 'open', to: 'closed', effect: 'stricter' },
    {
      field: 'rollout',
      from: { stage: 'observe' },
      to: { stage: 'observe', percent: { warn: 10 } },
      effect: 'either',
    },
  ]);
});

test('a policy that is only stricter by its diff never decides looser', () => {
  let differing = 0;
  fc.assert(
    fc.property(arbitraryDocuments, arbitraryAction, arbitraryFacts, (texts, action, facts) => {
      const fewer = loadTexts(texts.slice(0, 1));
      const all = loadTexts(texts);
      const changes = diff(fewer, all);
      expect(changes.every(({ rules }) => rules.every(({ effect }) => effect === 'stricter'))).toBe(true);
      const isLooser = diff(all, fewer).some(({ rules }) => rules.some(({ effect }) => effect === 'looser'));
      // A table of rights that are all `always` is no rule.
      expect(isLooser).toBe(all.documents.slice(1).some(({ rules }) => rules.length > 0));
      const before = strictness(decide(action, fewer, facts).verdict);
      const after = strictness(decide(action, all, facts).verdict);
      expect(after).toBeGreaterThanOrEqual(before);
      if (after > before) differing += 1;
    }),
    { numRuns: 100 },
  );
  expect(differing).toBeGreaterThan(0);
}, 60_000);
