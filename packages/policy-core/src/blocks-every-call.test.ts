import { ActionId, quietFacts, type Action } from '@sallyport/action-model';
import { expect, test } from 'vitest';
import { blocksEveryCall } from './blocks-every-call.ts';
import { loadPolicies } from './load-policies.ts';

const RULES = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: mine, category: mine, severity: high}
onFailure: closed
rules:
  - {id: named, on: [tool.call], when: "has(action.tool) && action.tool.name == 'mcp__db__drop'", verdict: block, say: no}
  - {id: asks, on: [tool.call], when: "has(action.tool) && action.tool.name == 'mcp__db__ask'", verdict: approve, say: no}
  - id: unless-inside
    on: [tool.call]
    when: "has(action.tool) && action.tool.name == 'mcp__db__dump' && !action.paths.exists(p, p.under('~/work'))"
    verdict: block
    say: no
`;
const RIGHTS = `
apiVersion: sallyport/v1
kind: ToolRights
metadata: {id: rights, category: rights, severity: high}
onFailure: closed
rights:
  - {id: writers, tools: [{server: db, tool: 'write_*'}], default: block, groups: {writers: always}}
`;

const call = (serverTool: string, groups: string[] = []): Action => ({
  id: ActionId.parse('a'),
  kind: 'tool.call',
  digest: '0'.repeat(64),
  origin: {
    groups,
    os: 'linux',
    tier: 'managed',
    agent: 'claude-code',
    surface: 'mcp',
    permissionMode: 'default',
    trigger: 'person',
    attended: true,
    proofs: { groups: 'process' },
  },
  tool: { name: `mcp__db__${serverTool}`, server: 'db', serverTool, provenance: 'mcp-server', known: false },
  effects: [],
  paths: [],
  hosts: [],
  samples: [],
  findings: [],
});

test.each([
  ['a rule that names it', call('drop'), true],
  ['a right that this person has not', call('write_row'), true],
  ['a right that this person has', call('write_row', ['writers']), false],
  ['a rule that asks about it', call('ask'), false],
  ['a rule that some calls pass', call('dump'), false],
  ['no rule', call('read'), false],
])('%s', (_name, probe, expected) => {
  const loaded = loadPolicies(
    [
      { name: 'rules', text: RULES },
      { name: 'rights', text: RIGHTS },
    ],
    { version: 'v1' },
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  expect(blocksEveryCall(probe, loaded.policy, quietFacts('2026-11-22T10:00:00.000Z'))).toBe(expected);
});
