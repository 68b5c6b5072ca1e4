import { expect, test } from 'vitest';
import { loadTexts } from '../test/small-policy.ts';
import { newServersFor } from './new-servers.ts';

const documentOf = (id: string, more: object): string =>
  JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'ToolRights',
    metadata: { id, category: 'servers', severity: 'high' },
    onFailure: 'closed',
    rights: [{ id: 'mail', tools: [{ server: 'mail' }], default: 'always' }],
    ...more,
  });
const asked = (...documents: readonly object[]) => {
  const policy = loadTexts(documents.map((each, index) => documentOf(`d${index}`, each)));
  return (groups: readonly string[] = []) => newServersFor(policy, { groups: [...groups] });
};

test('servers are left where they are unless a document says otherwise, and then one is enough', () => {
  expect(asked({})()).toBe('tell');
  expect(asked({ newServers: 'tell' })()).toBe('tell');
  expect(asked({ newServers: 'tell' }, { newServers: 'wrap' }, {})()).toBe('wrap');
});

test('a document that is only tried out changes nothing, but for those for whom it counts', () => {
  const rollout = { stage: 'warn', groups: { pilot: 'enforce' } };
  const of = asked({ newServers: 'wrap', rollout });
  expect([of(), of(['guests']), of(['pilot'])]).toEqual(['tell', 'tell', 'wrap']);
});

test('a policy of rules can say it too, and a word that is not known is an error', () => {
  const rules = [{ id: 'r', on: ['file.read'], when: 'false', verdict: 'block', say: 'no' }];
  expect(asked({ kind: 'Policy', rights: undefined, rules, newServers: 'wrap' })()).toBe('wrap');
  expect(() => asked({ newServers: 'always' })).toThrow('newServers');
});
