import { loadCorpus, PLACEHOLDER_HOME, type CorpusCase } from '@sallyport/testkit';
import { describe, expect, test } from 'vitest';
import { isFailure } from './command.ts';
import { createJudge, type CheckSurface, type Judge } from './judge-payload.ts';
import { loadPolicy } from './load-policy.ts';

const policyOf = (pack: string) => {
  const policy = loadPolicy(pack, { runTests: false });
  if (isFailure(policy)) throw new Error(policy.message);
  return policy;
};
const judgeOf = (pack: string) => {
  const policy = policyOf(pack);
  return (surface: CheckSurface): Judge =>
    createJudge({
      policy,
      surface,
      home: PLACEHOLDER_HOME,
      user: 'ann',
      groupsOf: () => ({ groups: [], groupsProof: 'claimed' }),
      explain: false,
    });
};
const judged = async (judge: Judge, line: unknown) => {
  const answer = await judge(typeof line === 'string' ? line : JSON.stringify(line));
  if ('error' in answer) throw new Error(answer.error.message);
  return answer;
};
const call = (name: string, args: object, id = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

const hooks = loadCorpus('hook');
const cases = loadCorpus('mcp').flatMap((mcp): readonly (readonly [string, CorpusCase, CorpusCase])[] => {
  const hook = hooks.findLast((each) => each.name === mcp.name);
  return hook === undefined || mcp.expected.reading !== 'actions' ? [] : [[mcp.name, mcp, hook]];
});

const field = (payload: unknown, name: string): string | undefined => {
  const value: unknown = Object.entries(payload ?? {}).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
};

describe.each(['individual', 'company', 'high-risk'])('%s', (pack) => {
  const fresh = judgeOf(pack);

  test.each(cases)('decides %s alike, whichever way it is seen', async (_name, mcp, hook) => {
    const known =
      hook.environment['CLAUDE_CODE_IS_COWORK'] === '1' || mcp.agent === 'cowork'
        ? 'cowork-hook'
        : 'claude-code-hook';
    const seen = await judged(fresh(known), hook.payload);
    const origin = {
      cwd: field(hook.payload, 'cwd'),
      session: field(hook.payload, 'session_id'),
      permissionMode: field(hook.payload, 'permission_mode'),
      ...(known === 'cowork-hook' && { agent: 'cowork', attended: true }),
    };
    const here = await judged(fresh('mcp'), {
      payload: mcp.payload,
      server: mcp.server,
      from: mcp.from,
      origin,
    });
    const said = ({ action, verdict, reasons }: typeof seen) => ({
      kind: action?.kind,
      verdict,
      rules: reasons.map(({ policy, rule }) => `${policy}/${rule}`),
    });
    expect(said(here)).toEqual(said(seen));
  });
});

describe('a message of the protocol', () => {
  const fresh = judgeOf('individual');

  test('is judged bare, and with what is known around it', async () => {
    const bare = await judged(fresh('mcp'), call('read_file', { path: '/home/ann/.ssh/id_ed25519' }));
    expect([bare.verdict, bare.action?.origin.surface, bare.action?.origin.mcpServer]).toEqual([
      'block',
      'mcp',
      'server',
    ]);
    const line = {
      payload: call('read_file', { path: '.ssh/id_ed25519' }),
      origin: { cwd: PLACEHOLDER_HOME, mcpServer: 'files' },
    };
    const wrapped = await judged(fresh('mcp'), line);
    expect([wrapped.verdict, wrapped.action?.tool?.server]).toEqual(['block', 'files']);
    expect((await judged(fresh('mcp'), call('read_file', { path: '/srv/readme.md' }))).verdict).toBe('allow');
  });

  test.each([
    ['stands in its line', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","name":"b"}}'],
    [
      'is the text in it',
      {
        payload:
          '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{"n":1e400}}}',
      },
    ],
    ['stands in an object around it', '{"payload":{"jsonrpc":"2.0","id":1,"method":"ping"},"payload":{}}'],
    [
      'stands beside its origin',
      '{"payload":{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{"n":9007199254740993}}},"origin":{}}',
    ],
    ['is no message', { hello: 1 }],
    ['has arguments that are none', { ...call('x', {}), params: { name: 'x', arguments: 'no' } }],
  ])('that has no one reading and %s is blocked, as the gateway blocks it', async (_what, line) => {
    const answer = await judged(fresh('mcp'), line);
    expect(answer).toMatchObject({
      verdict: 'block',
      enforced: 'block',
      failMode: { failure: 'unreadable-payload' },
    });
  });

  test('that is no JSON at all, or says nonsense of its origin, is a bad line', async () => {
    for (const line of [
      'hello',
      '',
      '{"jsonrpc":',
      JSON.stringify({ payload: call('x', {}), origin: { os: 7 } }),
    ])
      expect(await fresh('mcp')(line)).toHaveProperty('error');
  });

  test('in a batch counts with the strictest', async () => {
    const batch = [
      call('read_file', { path: '/srv/a' }),
      call('read_file', { path: '/home/ann/.ssh/id_ed25519' }, 2),
      call('read_file', { path: '/srv/b' }, 3),
    ];
    expect((await judged(fresh('mcp'), batch)).verdict).toBe('block');
  });

  test('that only keeps the connection is allowed without an action', async () => {
    expect(await judged(fresh('mcp'), { jsonrpc: '2.0', id: 1, method: 'tools/list' })).toMatchObject({
      action: null,
      verdict: 'allow',
    });
  });
});

const back = (text: string, id = 1) => ({
  jsonrpc: '2.0',
  id,
  result: { content: [{ type: 'text', text }] },
});

test('a request that no revision knows is stopped by company, and is on record for individuals', async () => {
  const line = { jsonrpc: '2.0', id: 1, method: 'vendor/run', params: {} };
  const answers = ['individual', 'company', 'high-risk'].map((pack) => judged(judgeOf(pack)('mcp'), line));
  expect((await Promise.all(answers)).map(({ verdict }) => verdict)).toEqual(['allow', 'block', 'block']);
});

describe('what comes back', () => {
  const fresh = judgeOf('individual');
  const key = ['ghp', 'wR7kQ2mX9bT4nV8cZ1pL5sD3gH6jF0aY2eU7'].join('_');
  test('is judged by what is in it, with the call that it answers', async () => {
    const judge = fresh('mcp');
    await judged(judge, call('get_note', {}));
    const answer = await judged(judge, back(`token: ${key}`));
    expect(answer.verdict).toBe('redact');
    expect(answer.action?.tool?.serverTool).toBe('get_note');
    expect((await judged(judge, back('a note', 2))).verdict).toBe('allow');
  });

  test('is judged when a notification brings it, and not when that is only news', async () => {
    const judge = fresh('mcp');
    const news = (params: object) => judged(judge, { jsonrpc: '2.0', method: 'notifications/tasks', params });
    const result = { content: [{ type: 'text', text: `token: ${key}` }] };
    expect((await news({ taskId: 't', status: 'completed', result })).verdict).toBe('redact');
    expect((await news({ taskId: 't', status: 'working' })).verdict).toBe('allow');
  });

  test('is judged by what a server asks inside of it', async () => {
    const policy = judgeOf('high-risk')('mcp');
    const inputRequests = { q: { method: 'vendor/unknown', params: {} } };
    const answer = await judged(policy, {
      jsonrpc: '2.0',
      id: 1,
      result: { resultType: 'input_required', inputRequests },
    });
    expect(answer.action?.tool).toMatchObject({ name: 'unknownMethod', serverTool: 'vendor/unknown' });
  });
});
