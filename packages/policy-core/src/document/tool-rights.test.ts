import { strictest, type Action } from '@sallyport/action-model';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { given, loadTexts } from '../../test/small-policy.ts';
import { decide } from '../decide.ts';
import { lastResort } from '../last-resort.ts';
import { loadPolicies } from '../load-policies.ts';
import { compileNative } from '../native/compile-native.ts';
import type { Right, ToolRight } from './tool-rights-document.ts';

const documentOf = (rights: readonly Partial<ToolRight>[], changes: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'ToolRights',
    metadata: { id: 'rights', category: 'tools', severity: 'medium' },
    onFailure: 'closed',
    rights: rights.map((right, index) => ({ id: `row-${index}`, default: 'always', ...right })),
    ...changes,
  });
const rightsOf = (...parameters: Parameters<typeof documentOf>) => loadTexts([documentOf(...parameters)]);

const call = (tool: string, groups: readonly string[] = []): ReturnType<typeof given> =>
  given({ kind: 'tool.call', tool, groups: [...groups] });
const verdictOf = (policy: ReturnType<typeof rightsOf>, tool: string, groups?: readonly string[]) => {
  const { action, facts } = call(tool, groups);
  return decide(action, policy, facts).verdict;
};

describe('who has which right', () => {
  const policy = rightsOf([
    {
      tools: ['mcp__github__*'],
      default: 'approve',
      groups: { developers: 'always', interns: 'block', 'night "shift"\n': 'approve' },
    },
  ]);

  test.each([
    [[], 'approve'],
    [['others'], 'approve'],
    [['developers'], 'allow'],
    [['developers', 'others'], 'allow'],
    [['interns'], 'block'],
    [['developers', 'interns'], 'block'],
    [['developers', 'night "shift"\n'], 'approve'],
    [['night "shift"\n', 'interns', 'developers'], 'block'],
  ])('of the groups %j the strictest that the row names counts: %s', (groups, verdict) => {
    expect(verdictOf(policy, 'mcp__github__create_issue', groups)).toBe(verdict);
  });

  test('one rule speaks, never the milder one beside it', () => {
    const { action, facts } = call('mcp__github__x', ['developers', 'interns']);
    expect(decide(action, policy, facts).reasons.map(({ rule }) => rule)).toEqual(['row-0-block']);
  });

  test('a group that is merely claimed gains nobody anything', () => {
    const { action, facts } = call('mcp__github__x', ['developers']);
    const claimed: Action = { ...action, origin: { ...action.origin, proofs: {} } };
    expect(decide(claimed, policy, facts).verdict).toBe('approve');
  });

  test('a table says nothing of other tools, and of actions without a tool', () => {
    expect(verdictOf(policy, 'mcp__gitlab__create_issue')).toBe('allow');
    const prompt = given({ kind: 'file.read', path: '~/x' });
    expect(decide(prompt.action, policy, prompt.facts).verdict).toBe('allow');
  });
});

test.each([
  ['Bash', ['Bash'], true],
  ['Bash', ['BashOutput'], false],
  ['Bash', ['Read', 'Bas?'], true],
  ['mcp__github__delete_repo', [{ server: 'github', tool: 'delete_*' }], true],
  ['mcp__github__list_repos', [{ server: 'github', tool: 'delete_*' }], false],
  ['mcp__github__list_repos', [{ server: 'git*' }], true],
  ['Bash', [{ server: '*' }], false],
  ['Anything', ['*'], true],
] as const)('the tool %s and the patterns %j: %s', (tool, tools, isMeant) => {
  const policy = rightsOf([{ tools: [...tools], default: 'block' }]);
  expect(verdictOf(policy, tool)).toBe(isMeant ? 'block' : 'allow');
  const except = rightsOf([{ tools: ['*'], except: [...tools], default: 'block' }]);
  expect(verdictOf(except, tool)).toBe(isMeant ? 'allow' : 'block');
});

test('a table of rights is tested in its own document, and a failing test names its line', () => {
  const text = `apiVersion: sallyport/v1
kind: ToolRights
metadata: {id: rights, category: tools, severity: medium}
onFailure: closed
rights:
  - id: shell
    tools: [Bash]
    default: approve
    groups: {operators: always}
tests:
  - given: {kind: tool.call, tool: Bash, groups: [operators]}
    expect: allow
  - given: {kind: tool.call, tool: Bash}
    expect: allow
`;
  expect(loadPolicies([{ name: 'rights.yaml', text }])).toEqual({
    ok: false,
    problems: [
      {
        source: 'rights.yaml',
        line: 13,
        message: 'test 2 expects `allow` and gets `approve` (by rule `shell-approve`)',
      },
    ],
  });
});

test('rows become the client’s own rules and rows of the last-resort table where they can', () => {
  const policy = rightsOf([
    { tools: ['Bash', 'mcp__mail__send', 'mcp__github__*'], default: 'block' },
    { tools: [{ server: 'drive' }], default: 'block' },
    { tools: ['WebSearch'], default: 'block', groups: { developers: 'always' } },
    { tools: ['WebFetch'], default: 'approve' },
  ]);
  const native = compileNative(policy);
  expect(native.permissionsDeny).toEqual(['Bash', 'mcp__github', 'mcp__mail__send']);
  expect(native.notCompiled.map(({ rule }) => rule)).toEqual(['row-1-block', 'row-2-block', 'row-3-approve']);
  const kinds = { Read: ['file.read'], Bash: ['shell.run'], WebSearch: ['web.search'] } as const;
  const table = lastResort(policy, { ...kinds, mcp__drive__x: ['tool.call'], Task: ['agent.spawn'] });
  expect(table).toEqual({
    tools: {
      Bash: 'closed',
      Read: 'open',
      Task: 'open',
      WebFetch: 'closed',
      WebSearch: 'closed',
      mcp__drive__x: 'closed',
      mcp__mail__send: 'closed',
    },
    // A tool of a server that a pattern names may be one that nobody named.
    unknownTool: 'closed',
  });
  expect(lastResort(rightsOf([{ tools: ['Bash'], default: 'block' }]), kinds)).toMatchObject({
    tools: { Bash: 'closed', Read: 'open' },
    unknownTool: 'open',
  });
});

/** Worked out by a pattern language of its own. */
const meant = (tools: readonly string[], tool: string): boolean =>
  tools.some((pattern) =>
    new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u').test(tool),
  );

test('any table decides as it reads: the strictest of the named groups, else the default, of each row that means the tool', () => {
  const GROUPS = ['a', 'b', 'c', "it's"];
  const TOOLS = ['Bash', 'Read', 'mcp__x__read', 'mcp__x__write'];
  const right = fc.constantFrom<Right>('always', 'approve', 'block');
  const row = fc.record({
    tools: fc.uniqueArray(fc.constantFrom('Bash', 'mcp__x__*', '*', 'Re?d'), { minLength: 1 }),
    default: right,
    groups: fc.dictionary(fc.constantFrom(...GROUPS), right),
  });
  const VERDICTS = { always: 'allow', approve: 'approve', block: 'block' } as const;
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...TOOLS),
      fc.subarray(GROUPS),
      (rows, tool, groups) => {
        const expected = rows
          .filter(({ tools }) => meant(tools, tool))
          .map((each) => {
            const named = groups.flatMap((group) =>
              Object.hasOwn(each.groups, group) ? [each.groups[group] ?? 'block'] : [],
            );
            return strictest((named.length === 0 ? [each.default] : named).map((one) => VERDICTS[one]));
          });
        expect(verdictOf(rightsOf(rows), tool, groups)).toBe(strictest(expected));
      },
    ),
    { numRuns: 60 },
  );
});
