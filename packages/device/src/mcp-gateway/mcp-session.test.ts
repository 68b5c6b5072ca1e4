import { setImmediate } from 'node:timers/promises';
import { quietFacts, SessionId, ToolUseId } from '@sallyport/action-model';
import { enforce, RateCounts } from '@sallyport/enforcement';
import { readHook } from '@sallyport/surfaces';
import { describe, expect, it } from 'vitest';
import { people } from '../../test/mcp-door.ts';
import { sessionInMemory } from '../../test/mcp-session.ts';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';

/** Joined here so that no scanner takes this file for a leak. */
const SECRET = ['xoxb', '263594206564', '2343594206574', 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');
const RULES = `
  - {id: drop, on: [tool.call], when: "has(action.tool) && action.tool.name == 'mcp__db__drop'", verdict: block, say: never}
  - {id: ask, on: [tool.call], when: "has(action.tool) && action.tool.name == 'mcp__db__ask'", verdict: approve, say: ask first}
  - {id: recalled, on: [tool.call], when: "has(action.tool) && action.tool.name == 'mcp__db__old' && has(action.tool.serverSha256) && action.tool.serverSha256 == '${'c'.repeat(64)}'", verdict: block, say: recalled}
  - {id: unknown, on: [tool.call], when: "has(action.tool) && action.tool.name == 'unknownMethod'", verdict: block, say: unknown}
  - {id: often, on: [tool.call], when: "has(action.tool) && action.tool.name == 'mcp__db__count'", rateLimit: {count: 2, per: 1m, by: user}, verdict: block, say: too often}
  - {id: secrets, on: [tool.call], when: "action.findings.exists(f, f.role == 'result' && f.detector == 'secret' && f.level == 'block')", verdict: redact, say: stays out}
`;
const sessionOf = (changes: Partial<HookDoor> = {}) => sessionInMemory(RULES, changes);

const call = (id: number, name: string, args: object = {}, meta?: object) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) },
});

describe('a session', () => {
  it('lets on what policy allows, as it was read, and answers what it stops', async () => {
    const { say, answerTo } = sessionOf();
    expect(await answerTo(say('from-client', call(1, 'read', { b: 1, a: [2] })))).toEqual({
      kind: 'to-server',
      line: 1,
      text: JSON.stringify(call(1, 'read', { b: 1, a: [2] })),
    });
    const stopped = await answerTo(say('from-client', call(2, 'drop')));
    expect(stopped.kind).toBe('to-client');
    expect(stopped.text).toContain('mine/drop');
  });

  it('says with each call what its server is made of, so that policy can stop a server by that', async () => {
    const { say, answerTo, kept } = sessionOf();
    expect((await answerTo(say('from-client', call(1, 'old')))).text).toContain('mine/recalled');
    await answerTo(say('from-client', call(2, 'read')));
    const decisions = kept.filter((record) => record.type === 'decision');
    expect(decisions.map(({ action }) => action.tool?.serverSha256)).toEqual([
      'c'.repeat(64),
      'c'.repeat(64),
    ]);
  });

  it('stops a method that nobody knows where policy says so, and lets notifications and unknown fields on', async () => {
    const { say, answerTo } = sessionOf();
    const unknown = await answerTo(
      say('from-client', { jsonrpc: '2.0', id: 1, method: 'tools/execute', params: { name: 'drop' } }),
    );
    expect(unknown.kind).toBe('to-client');
    const notification = { jsonrpc: '2.0', method: 'notifications/of-tomorrow', params: { x: 1 }, more: [1] };
    expect(await answerTo(say('from-client', notification))).toMatchObject({
      kind: 'to-server',
      text: JSON.stringify(notification),
    });
  });

  it('answers a call by an error where the answers in it are none, so that it does not count as completed', async () => {
    const { say, answerTo } = sessionOf();
    for (const inputResponses of [null, [], { name: 12_345 }]) {
      const { method, params, ...rest } = call(1, 'read');
      const answer = await answerTo(
        say('from-client', { ...rest, method, params: { ...params, inputResponses } }),
      );
      expect(answer.kind).toBe('to-client');
      expect(JSON.parse(answer.text)).toMatchObject({ id: 1, error: { code: -32_600 } });
    }
  });

  it.each([
    ['has more values in it than are looked at', Array(100_001).fill(0), 'more than 100000 values'],
    [
      'is nested too deep',
      JSON.parse('['.repeat(200) + ']'.repeat(200)) as unknown,
      'nested deeper than 128',
    ],
  ])('answers who waits where an answer or a call %s', async (_what, content, why) => {
    const { say, answerTo, kept } = sessionOf();
    await answerTo(say('from-client', call(1, 'read')));
    const answer = await answerTo(say('from-server', { jsonrpc: '2.0', id: 1, result: { content } }));
    expect(answer.kind).toBe('to-client');
    expect(JSON.parse(answer.text)).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32_600, message: expect.stringContaining(why) as string },
    });
    const refused = await answerTo(say('from-client', call(2, 'read', { content })));
    expect(refused.kind).toBe('to-client');
    expect(JSON.parse(refused.text)).toMatchObject({
      id: 2,
      error: { message: expect.stringContaining(why) as string },
    });
    expect(kept.filter((record) => JSON.stringify(record).includes(why))).toHaveLength(2);
  });

  it('answers the stopped calls of a batch and lets the others on together', async () => {
    const { say, said, answerTo } = sessionOf();
    const line = say('from-client', [call(1, 'read'), call(2, 'drop'), call(3, 'write')]);
    expect((await answerTo(line)).text).toBe(JSON.stringify([call(1, 'read'), call(3, 'write')]));
    const back = said.find(({ kind }) => kind === 'to-client');
    expect(JSON.parse(back?.text ?? '')).toMatchObject({ id: 2, result: { isError: true } });
  });

  it('takes secrets out of results, of errors, and of what nobody asked for', async () => {
    const { say, answerTo } = sessionOf();
    await answerTo(say('from-client', call(1, 'read')));
    const results = [
      { id: 1, result: { content: [{ type: 'text', text: `token=${SECRET}` }] } },
      { id: 7, result: { structuredContent: { token: SECRET } } },
      { id: 8, error: { code: -1, message: `token=${SECRET}` } },
    ];
    for (const result of results) {
      const answer = await answerTo(say('from-server', { jsonrpc: '2.0', ...result }));
      expect(answer.kind).toBe('to-client');
      expect(answer.text).toContain('[redacted:');
      expect(answer.text).not.toContain(SECRET);
    }
  });

  it('refuses a second request with the id of one that waits', async () => {
    const { say, answerTo } = sessionOf();
    await answerTo(say('from-client', call(1, 'read')));
    const again = await answerTo(say('from-client', call(1, 'read')));
    expect(again).toMatchObject({ kind: 'to-client', text: expect.stringContaining('no answer yet') });
    await answerTo(say('from-server', { jsonrpc: '2.0', id: 1, result: {} }));
    expect((await answerTo(say('from-client', call(1, 'read')))).kind).toBe('to-server');
  });

  it('keeps the order of a request and what is said of it later', async () => {
    const { say, said, answerTo } = sessionOf();
    say('from-client', call(1, 'read', { text: 'x'.repeat(100_000) }));
    const cancelled = {
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: 1, progress: 1 },
    };
    await answerTo(say('from-client', cancelled));
    expect(said.map(({ line }) => line)).toEqual([1, 2]);
  });
});

describe('a call that needs approval', () => {
  it('is refused with a ticket where the client takes no progress', async () => {
    const { approvals } = people();
    const { say, answerTo } = sessionOf({ approvals });
    const refused = await answerTo(say('from-client', call(1, 'ask')));
    expect(refused).toMatchObject({ kind: 'to-client', text: expect.stringContaining('T1') });
  });

  it('is held with progress, keeps nobody else waiting, and goes on when it is approved', async () => {
    const { approvals, answer } = people();
    const { say, said, answerTo } = sessionOf({ approvals });
    const held = say('from-client', call(1, 'ask', {}, { progressToken: 'p' }));
    expect((await answerTo(say('from-client', call(2, 'read')))).kind).toBe('to-server');
    expect(said.filter(({ kind }) => kind === 'held').map(({ line }) => line)).toContain(held);
    const progress = said.find(({ text }) => text.includes('notifications/progress'));
    expect(JSON.parse(progress?.text ?? '')).toMatchObject({ params: { progressToken: 'p' } });
    expect(said.some(({ line, kind }) => line === held && kind !== 'held')).toBe(false);
    answer();
    expect((await answerTo(held)).kind).toBe('to-server');
  });

  it('never runs once its client has cancelled it, and neither is heard of at the server', async () => {
    const { approvals, answer } = people();
    const { say, said, answerTo } = sessionOf({ approvals });
    const held = say('from-client', call(1, 'ask', {}, { progressToken: 'p' }));
    await expect.poll(() => said.some(({ kind }) => kind === 'held')).toBe(true);
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    expect((await answerTo(say('from-client', cancel))).kind).toBe('nothing');
    answer();
    expect((await answerTo(held)).kind).toBe('nothing');
    await setImmediate();
    expect(said.filter(({ kind }) => kind === 'to-server')).toEqual([]);
  });

  it('is not asked about again at the server when the hook has asked', async () => {
    const { approvals, answer } = people();
    answer();
    const { say, door, context, kept, answerTo } = sessionOf({ approvals });
    const reading = readHook(
      JSON.stringify({
        hook_event_name: 'PreToolUse',
        session_id: 's',
        cwd: '/home/ann/project',
        tool_name: 'mcp__db__ask',
        tool_input: { table: 'x' },
        tool_use_id: 'toolu_1',
      }),
      context,
    );
    if (reading.kind !== 'actions') throw new Error('the hook reads no call');
    const [first, ...others] = reading.actions;
    if (first === undefined) throw new Error('the hook reads no action');
    const { askPeople } = approvals.begin({ actions: [first, ...others], toolInput: {}, holdMs: 1 });
    await enforce(
      { actions: reading.actions, surface: 'hook', waits: true, express: (said) => said },
      { ...door, askPeople },
    );
    const meta = { 'claudecode/toolUseId': ToolUseId.parse('toolu_1') };
    expect((await answerTo(say('from-client', call(1, 'ask', { table: 'x' }, meta)))).kind).toBe('to-server');
    expect(kept.map(({ type }) => type)).toEqual(['decision', 'sighting']);
    // The labels that its result brings are those of the session that the hook named.
    await answerTo(
      say('from-server', { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'rows' }] } }),
    );
    expect(door.sessions?.labelsOf({ user: 'ann', session: SessionId.parse('s') })).toEqual([
      'untrusted-content',
    ]);
    // Once: sent again under the same name, it is another call.
    const again = await answerTo(say('from-client', call(2, 'ask', { table: 'x' }, meta)));
    expect(again).toMatchObject({ kind: 'to-client', text: expect.stringContaining('T1') });
  });
});

/** A session in which uses of a tool are counted. */
const limited = () => {
  const rates = new RateCounts(() => new Date('2026-11-22T12:00:00.000Z'));
  const facts: HookDoor['facts'] = (action) => ({
    ...quietFacts('2026-11-22T12:00:00.000Z'),
    counts: rates.countsFor(action),
  });
  return sessionOf({ rates, facts });
};

const kinds = async ({ say, answerTo }: ReturnType<typeof limited>, ids: readonly number[]) => {
  const said: string[] = [];
  for (const id of ids) said.push((await answerTo(say('from-client', call(id, 'count')))).kind);
  return said;
};

describe('a tool that may be used so often', () => {
  it('is refused beyond that, whoever of its person asks', async () => {
    expect(await kinds(limited(), [1, 2, 3])).toEqual(['to-server', 'to-server', 'to-client']);
  });

  it('counts a call once that the hook has shown before', async () => {
    const session = limited();
    const reading = readHook(
      JSON.stringify({
        hook_event_name: 'PreToolUse',
        session_id: 's',
        cwd: '/home/ann/project',
        tool_name: 'mcp__db__count',
        tool_input: { n: 1 },
        tool_use_id: 'toolu_7',
      }),
      session.context,
    );
    if (reading.kind !== 'actions') throw new Error('the hook reads no call');
    await enforce({ actions: reading.actions, surface: 'hook', express: (said) => said }, session.door);
    const meta = { 'claudecode/toolUseId': ToolUseId.parse('toolu_7') };
    const seen = await session.answerTo(session.say('from-client', call(1, 'count', { n: 1 }, meta)));
    expect(seen.kind).toBe('to-server');
    expect(await kinds(session, [2, 3])).toEqual(['to-server', 'to-client']);
  });
});

describe('what a server asks', () => {
  it('is decided, and a refusal goes back to it', async () => {
    const { say, answerTo } = sessionOf();
    const sampling = {
      jsonrpc: '2.0',
      id: 1,
      method: 'sampling/createMessage',
      params: { messages: [{ role: 'user', content: { type: 'text', text: 'hello' } }], maxTokens: 5 },
    };
    expect((await answerTo(say('from-server', sampling))).kind).toBe('to-client');
    const unknown = { jsonrpc: '2.0', id: 2, method: 'shell/run', params: {} };
    expect((await answerTo(say('from-server', unknown))).kind).toBe('to-server');
    // Its answer goes on to whoever asked.
    const answer = {
      jsonrpc: '2.0',
      id: 1,
      result: { role: 'assistant', content: { type: 'text', text: 'hi' }, model: 'm' },
    };
    expect((await answerTo(say('from-client', answer))).kind).toBe('to-server');
  });
});
