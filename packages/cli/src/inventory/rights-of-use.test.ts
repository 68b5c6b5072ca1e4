import type { ToolUse } from '@sallyport/action-model';
import {
  decide,
  isChanged,
  replay,
  type CompiledPolicy,
  type RetainedDecision,
} from '@sallyport/policy-core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { retain } from '../../../policy-core/test/retained.ts';
import { documentOf, given, loadTexts, policyOf } from '../../../policy-core/test/small-policy.ts';
import { rightsOfUse } from './rights-of-use.ts';
import { toolUse, type KnownServer } from './tool-use.ts';
import { useLines } from './use-lines.ts';

type Called = Pick<ToolUse, 'name'> & { server: string; serverTool?: string };
const LIVE_RULES = [
  { on: ['tool.call'], when: 'has(action.tool) && action.tool.name.like("*stopped*")', verdict: 'block' },
];
const LIVE = policyOf(LIVE_RULES);

const callOf = ({ server, serverTool, name }: Called) => {
  const { action, facts } = given({ kind: 'tool.call', tool: 'mcp__a__b' });
  const tool: ToolUse = {
    name, server, provenance: 'mcp-server', known: false,
    ...(serverTool === undefined ? {} : { serverTool }),
  }; // prettier-ignore
  return { action: { ...action, tool }, facts };
};
const call = (server: string, serverTool: string): Called => ({
  server,
  serverTool,
  name: `mcp__${server}__${serverTool}`.slice(0, 300),
});
const recordOf = (called: Called, policy = LIVE): RetainedDecision => {
  const { action, facts } = callOf(called);
  return retain(action, policy, facts);
};
const server = (name: string, ...tools: readonly string[]): KnownServer => ({
  names: [name],
  tools,
  hasSaid: tools.length > 0,
  variables: [],
  headers: [],
});

async function* each(records: readonly RetainedDecision[]): AsyncGenerator<RetainedDecision> {
  yield* records;
}
const cut = async (known: readonly KnownServer[], records: readonly RetainedDecision[]) =>
  rightsOfUse(await toolUse(known, each(records)), 30);
const under = (text: string | undefined): CompiledPolicy =>
  loadTexts([documentOf(LIVE_RULES), ...(text === undefined ? [] : [text])]);
const verdictOf = (policy: CompiledPolicy, called: Called) => {
  const { action, facts } = callOf(called);
  return decide(action, policy, facts).verdict;
};

test('what was used goes on, and what was not is off, of a server that was seen and of one that is only in a file', async () => {
  const { text } = await cut(
    [server('files', 'read_file', 'write_file'), server('idle')],
    [recordOf(call('files', 'read_file')), recordOf({ server: 'files', name: 'readMcpResource' })],
  );
  const policy = under(text);
  expect(verdictOf(policy, call('files', 'read_file'))).toBe('allow');
  expect(verdictOf(policy, { server: 'files', name: 'readMcpResource' })).toBe('allow');
  expect(verdictOf(policy, call('files', 'write_file'))).toBe('block');
  expect(verdictOf(policy, call('files', 'came_later'))).toBe('block');
  expect(verdictOf(policy, { server: 'files', name: 'getMcpPrompt' })).toBe('block');
  expect(verdictOf(policy, call('idle', 'anything'))).toBe('block');
  expect(verdictOf(policy, call('nobody_knows', 'anything'))).toBe('allow');
});

test('a call that was stopped used nothing, one that a rule only watches was made', async () => {
  const known = [server('s', 'stopped', 'stopped_on_paper')];
  const watched = policyOf(LIVE_RULES, { rollout: { stage: 'observe' } });
  const { text } = await cut(known, [
    recordOf(call('s', 'stopped')),
    recordOf(call('s', 'stopped_on_paper'), watched),
  ]);
  const policy = loadTexts([text ?? '']);
  expect(verdictOf(policy, call('s', 'stopped'))).toBe('block');
  expect(verdictOf(policy, call('s', 'stopped_on_paper'))).toBe('allow');
});

test('one server by its own name and by the one that the client makes of it is one', async () => {
  const { text } = await cut(
    [server('my files (2)', 'read.file')],
    [recordOf(call('my_files__2_', 'read_file'))],
  );
  // Brackets can't stand in a table, so the whole server is left out of it.
  expect(text).toBeUndefined();
  const spaced = await cut([server('my files', 'read.file')], [recordOf(call('my_files', 'read_file'))]);
  const policy = under(spaced.text);
  expect(verdictOf(policy, call('my files', 'read.file'))).toBe('allow');
  expect(verdictOf(policy, call('my_files', 'read_file'))).toBe('allow');
  expect(verdictOf(policy, call('my files', 'write.file'))).toBe('block');
});

test('a tool that is called like a wildcard lets no other in: its server is left out and named', async () => {
  const { text, left } = await cut(
    [server('bad', '*', 'x'), server('good', 'x')],
    [recordOf(call('bad', '*')), recordOf(call('good', 'x'))],
  );
  expect(left).toEqual([{ server: 'bad', why: expect.stringContaining('cannot name') as string }]);
  expect(text).not.toContain('bad');
  const many = Array.from({ length: 201 }, (_, index) => recordOf(call('wide', `t${index}`)));
  expect(await cut([], many)).toMatchObject({ text: undefined, left: [{ server: 'wide' }] });
  const crowd = Array.from({ length: 251 }, (_, index) => server(`s${index}`));
  const full = await cut(crowd, []);
  expect(full.left).toHaveLength(1);
  expect(under(full.text).documents).toHaveLength(2);
});

const part = fc.oneof(
  fc.constantFrom('files', 'my files', 'my_files', 'read', 'read.x', 'read_x', '*', '?', 'a"b', 'stopped', '', 'ü', '#', "' }"),
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
); // prettier-ignore
const anyCall: fc.Arbitrary<Called> = fc.oneof(
  fc.tuple(part, part).map(([on, tool]) => call(on, tool)),
  fc.tuple(part, fc.constantFrom('readMcpResource', 'getMcpPrompt')).map(([on, name]) => ({ server: on, name })),
); // prettier-ignore

test('whatever servers and tools are called, the table loads, and replaying the evidence changes no verdict', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyCall, { maxLength: 12 }),
      fc.array(fc.tuple(part, fc.array(part, { maxLength: 4 })), { maxLength: 4 }),
      async (calls, known) => {
        const records = calls.map((called) => recordOf(called));
        const { text, left } = await cut(known.map(([name, tools]) => server(name, ...tools)), records);
        const policy = { ...under(text), version: 'cut' };
        const replayed = replay(records, policy, {}).records;
        expect(replayed).toHaveLength(records.length);
        for (const one of replayed) expect('after' in one && !isChanged(one)).toBe(true);
        const off = left.length > 0 ? [] : known.map(([name]) => verdictOf(policy, call(name, 'never-heard-of')));
        expect(off.every((verdict) => verdict === 'block')).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
}); // prettier-ignore

test('names of servers and tools can not move the cursor', async () => {
  const servers = await toolUse(
    [{ ...server('s\u001B[2J', 't\u202E'), variables: ['V\u0007'], headers: ['H\u001B'] }],
    each([recordOf(call('s\u001B[2J', 'u\u0007'))]),
  );
  const lines = useLines(servers, 30);
  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(lines.join('\n')).toMatch(/header H/);
});
