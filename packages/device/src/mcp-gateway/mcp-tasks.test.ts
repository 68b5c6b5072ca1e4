import { quietFacts, SessionId, ToolUseId } from '@sallyport/action-model';
import { enforce } from '@sallyport/enforcement';
import { readHook } from '@sallyport/surfaces';
import { describe, expect, it } from 'vitest';
import { sessionInMemory } from '../../test/mcp-session.ts';
import { OpenTasks } from './open-tasks.ts';

/** Joined here so that no scanner takes this file for a leak. */
const SECRET = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');
const HAS_SECRET = "action.findings.exists(f, f.role == 'result' && f.detector == 'secret')";
/** What one tool's results may hold, another's may not. */
const RULES = `
  - {id: of-export, on: [tool.call], when: "has(action.tool) && action.tool.name == 'mcp__db__export' && ${HAS_SECRET}", verdict: block, say: never}
  - {id: of-read, on: [tool.call], when: "has(action.tool) && action.tool.name == 'mcp__db__read' && ${HAS_SECRET}", verdict: redact, say: stays out}
  - {id: sampling, on: [model.request], verdict: block, say: no}
`;

const call = (id: number, name: string, more: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: { table: 'x' }, ...more },
});
const ask = (id: number, method: string, taskId: string) => ({
  jsonrpc: '2.0',
  id,
  method,
  params: { taskId },
});
const begun = {
  '2025-11-25': (taskId: unknown) => ({ task: { taskId, status: 'working', ttl: null } }),
  '2026-07-28': (taskId: unknown) => ({ resultType: 'task', taskId, status: 'working', ttlMs: null }),
};
const leak = { content: [{ type: 'text', text: `token ${SECRET}` }] };

/** A session in which a call was made whose answer named a task. */
async function withTask(tool: string, taskId: unknown, how: keyof typeof begun = '2025-11-25') {
  const talk = sessionInMemory(RULES);
  await talk.answerTo(talk.say('from-client', call(1, tool)));
  const answer = await talk.answerTo(
    talk.say('from-server', { jsonrpc: '2.0', id: 1, result: begun[how](taskId) }),
  );
  return { ...talk, answer };
}

type Talk = Pick<Awaited<ReturnType<typeof withTask>>, 'say' | 'answerTo'>;
/** What the client gets for this question about a task, where the server answers it so. */
async function fetched({ say, answerTo }: Talk, method: string, taskId: string, result: object) {
  expect((await answerTo(say('from-client', ask(2, method, taskId)))).kind).toBe('to-server');
  const { text } = await answerTo(say('from-server', { jsonrpc: '2.0', id: 2, result }));
  return text;
}
const news = (method: string, params: object) => ({ jsonrpc: '2.0', method, params });

describe('the result of a task', () => {
  it.each([
    ['tasks/result', '2025-11-25', leak],
    ['tasks/get', '2026-07-28', { resultType: 'complete', taskId: 'T', status: 'completed', result: leak }],
  ] as const)('that %s brings is judged as that of the call that began it', async (method, how, result) => {
    const stopped = await fetched(await withTask('export', 'T', how), method, 'T', result);
    expect(stopped).toContain('mine/of-export');
    expect(stopped).not.toContain(SECRET);
    const redacted = await fetched(await withTask('read', 'T', how), method, 'T', result);
    expect(redacted).toContain('[redacted:');
    expect(redacted).not.toContain(SECRET);
    expect(await fetched(await withTask('other', 'T', how), method, 'T', result)).toContain(SECRET);
  });

  it('that a notification brings is judged so too, and goes nowhere where it may not go on', async () => {
    const brings = news('notifications/tasks', { taskId: 'T', status: 'completed', result: leak });
    const stopped = await withTask('export', 'T', '2026-07-28');
    expect((await stopped.answerTo(stopped.say('from-server', brings))).kind).toBe('nothing');
    const { say, answerTo } = await withTask('read', 'T', '2026-07-28');
    const told = await answerTo(say('from-server', brings));
    expect(told.kind).toBe('to-client');
    expect(told.text).toContain('[redacted:');
    expect(told.text).not.toContain(SECRET);
  });

  it('is looked at in what is said of how the task stands', async () => {
    const { say, answerTo } = await withTask('read', 'T');
    const status = news('notifications/tasks/status', { taskId: 'T', statusMessage: `at ${SECRET}` });
    const { text } = await answerTo(say('from-server', status));
    expect(text).toContain('[redacted:');
    const plain = news('notifications/tasks/status', { taskId: 'T', status: 'working' });
    expect((await answerTo(say('from-server', plain))).text).toBe(JSON.stringify(plain));
  });

  it('brings no question of the server past policy', async () => {
    const { say, answerTo } = await withTask('read', 'T', '2026-07-28');
    const sampling = { method: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } };
    const asks = news('notifications/tasks', { taskId: 'T', inputRequests: { a: sampling } });
    expect((await answerTo(say('from-server', asks))).kind).toBe('nothing');
  });

  it('is never that of another call, whatever its server names it', async () => {
    const { say, answerTo, answer } = await withTask('other', 'T');
    expect(answer.text).toContain('"taskId":"T"');
    await answerTo(say('from-client', call(3, 'export')));
    const again = await answerTo(
      say('from-server', { jsonrpc: '2.0', id: 3, result: begun['2026-07-28']('T') }),
    );
    expect(JSON.parse(again.text)).toMatchObject({ id: 3, result: { isError: true } });
    expect(again.text).toContain('belongs to another call');
    const nameless = await withTask('export', 'x'.repeat(501));
    expect(nameless.answer.text).toContain('can’t be kept');
  });

  it('is that of the call that the hook has shown, and brings its labels to that session', async () => {
    const talk = sessionInMemory(RULES);
    const reading = readHook(
      JSON.stringify({
        hook_event_name: 'PreToolUse',
        session_id: 's',
        cwd: '/home/ann/project',
        tool_name: 'mcp__db__read',
        tool_input: { table: 'x' },
        tool_use_id: 'toolu_1',
      }),
      talk.context,
    );
    if (reading.kind !== 'actions') throw new Error('the hook reads no call');
    await enforce({ actions: reading.actions, surface: 'hook', express: (said) => said }, talk.door);
    const meta = { _meta: { 'claudecode/toolUseId': ToolUseId.parse('toolu_1') } };
    await talk.answerTo(talk.say('from-client', call(1, 'read', meta)));
    await talk.answerTo(talk.say('from-server', { jsonrpc: '2.0', id: 1, result: begun['2025-11-25']('T') }));
    expect(await fetched(talk, 'tasks/result', 'T', leak)).toContain('[redacted:');
    expect(talk.door.sessions?.labelsOf({ user: 'ann', session: SessionId.parse('s') })).toContain(
      'secret-seen',
    );
    expect(talk.kept.filter(({ type }) => type === 'outcome')).toEqual([]);
  });

  it('says once what became of the call: when it is there, and not when it was begun', async () => {
    const talk = await withTask('other', 'T', '2026-07-28');
    const outcomes = (): unknown => talk.kept.filter(({ type }) => type === 'outcome');
    expect(outcomes()).toEqual([]);
    const failed = { taskId: 'T', status: 'failed', error: { code: -1, message: 'no' } };
    await talk.answerTo(talk.say('from-server', news('notifications/tasks', failed)));
    await fetched(talk, 'tasks/get', 'T', failed);
    expect(outcomes()).toMatchObject([{ tool: 'mcp__db__other', outcome: 'failed' }]);
  });

  it('is that of its call in another session of the same client too', async () => {
    const tasks = new OpenTasks();
    const [one, other] = [sessionInMemory(RULES, {}, { tasks }), sessionInMemory(RULES, {}, { tasks })];
    await one.answerTo(one.say('from-client', call(1, 'export')));
    await one.answerTo(one.say('from-server', { jsonrpc: '2.0', id: 1, result: begun['2026-07-28']('T') }));
    const result = { taskId: 'T', status: 'completed', result: leak };
    expect(await fetched(other, 'tasks/get', 'T', result)).toContain('mine/of-export');
  });

  it('of which nobody has seen the beginning is judged as any word of its server', async () => {
    const rules = `  - {id: all, on: [tool.call], when: "${HAS_SECRET}", verdict: redact, say: stays out}`;
    const talk = sessionInMemory(rules, { facts: () => quietFacts('2026-11-22T12:00:00.000Z') });
    expect(await fetched(talk, 'tasks/result', 'unknown', leak)).not.toContain(SECRET);
  });
});
