import { type NewEvidence, quietFacts } from '@sallyport/action-model';
import { DeedLedger } from '@sallyport/enforcement';
import { loadPolicies } from '@sallyport/policy-core';
import { loadCorpus } from '@sallyport/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contextOfAnn } from '../../test/hook-support/ann.ts';
import { answerHook, type HookDoor } from './answer-hook.ts';

const KEYS = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: keys, category: exfiltration, severity: high}
onFailure: closed
rules:
  - {id: ssh, on: [shell.run], when: "action.paths.exists(p, p.under('~/.ssh'))", verdict: block, say: keys stay here}
`;
const loaded = loadPolicies([{ name: 'keys', text: KEYS }], { version: 'v1' });
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { policy } = loaded;

let seq = 0;
function guard() {
  const kept: NewEvidence[] = [];
  const deeds = new DeedLedger();
  const door: HookDoor = {
    policy: () => ({ ok: true, policy }),
    lastResort: () => ({ tools: { Bash: 'closed' }, unknownTool: 'open' }),
    facts: () => quietFacts('2026-11-22T12:00:00.000Z'),
    now: () => new Date('2026-11-22T12:00:00.000Z'),
    append: async (evidence) => {
      kept.push(evidence);
      return { ok: true, seq: (seq += 1) };
    },
    note: (evidence) => void kept.push(evidence),
    deeds,
  };
  const say = async (payload: object) => {
    const body = JSON.stringify({ session_id: 's1', cwd: '/home/ann/project', ...payload });
    const { answer } = await answerHook({ event: 'x', body }, contextOfAnn(), door);
    // What is noted after an answer comes with the next turn.
    await Promise.resolve();
    return answer.stdout;
  };
  const decisions = () => kept.flatMap((evidence) => (evidence.type === 'decision' ? [evidence] : []));
  const marks = () => decisions().map(({ decision }) => decision.marks.join());
  return { kept, deeds, say, decisions, marks };
}

const call = (command: string, more: object = {}) => ({
  hook_event_name: 'PreToolUse',
  tool_name: 'Bash',
  tool_use_id: 'toolu_1',
  tool_input: { command },
  ...more,
});
const ended = (command: string, more: object = {}) =>
  call(command, {
    hook_event_name: 'PostToolUse',
    tool_response: { stdout: 'S3CRET-OUTPUT' },
    duration_ms: 5,
    ...more,
  });
const STEAL = 'd=.ss; cat ~/${d}h/id_e*';

describe('a tool that ran with another input than decided', () => {
  it('is decided as an observation, once, and the person is told', async () => {
    const { say, decisions, kept } = guard();
    await say(call('echo hello'));
    const told = await say(ended(STEAL));
    await say(ended(STEAL));
    expect(decisions()).toHaveLength(2);
    expect(decisions()[1]?.decision).toMatchObject({ verdict: 'block', enforced: 'warn' });
    expect(decisions()[1]?.decision.marks).toEqual(['observe-only-surface', 'ran-with-another-input']);
    expect(decisions()[1]?.action.command?.text).toBe(STEAL);
    expect(JSON.stringify(kept)).not.toContain('S3CRET-OUTPUT');
    expect(told).toContain('systemMessage');
  });

  it('is on record though policy would have allowed it, and nobody is disturbed', async () => {
    const { say, marks } = guard();
    await say(call('echo hello'));
    expect(await say(ended('echo something else'))).toBe('');
    expect(marks()).toEqual(['', 'ran-with-another-input']);
  });

  it.each([
    ['another tool', { tool_name: 'Read', tool_input: { file_path: '/home/ann/project/x' } }],
    ['an input that can not be read', { tool_input: { command: 7 } }],
    ['a failure', { hook_event_name: 'PostToolUseFailure', tool_input: { command: 'ls /' }, error: 'no' }],
  ])('is seen as %s too', async (_name, more) => {
    const { say, marks } = guard();
    await say(call('echo hello'));
    await say(ended('', more));
    expect(marks()[1]).toContain('ran-with-another-input');
  });

  it.each([
    ['the same input', call('cat notes.txt'), ended('cat notes.txt')],
    [
      'the same input after the command changed its folder',
      call('cd /tmp && cat a'),
      ended('cd /tmp && cat a', { cwd: '/tmp' }),
    ],
    [
      'a difference that policy does not judge',
      call('ls', { tool_input: { command: 'ls', description: 'a' } }),
      ended('ls', { tool_input: { command: 'ls', description: 'b', timeout: 5 } }),
    ],
    [
      'a difference that policy does not judge, after the command changed its folder',
      call('cat a; cd /tmp', { tool_input: { command: 'cat a; cd /tmp', description: 'a' } }),
      ended('cat a; cd /tmp', { cwd: '/tmp' }),
    ],
    [
      'an answer that a person gave',
      call('', { tool_name: 'AskUserQuestion', tool_input: { questions: [] } }),
      ended('', { tool_name: 'AskUserQuestion', tool_input: { questions: [], answers: { q: 'a' } } }),
    ],
  ])('is not %s', async (_name, before, after) => {
    const { say, decisions, kept } = guard();
    await say(before);
    await say(after);
    const count = decisions().length;
    expect(kept).toHaveLength(count + 1);
    expect(decisions().every(({ decision }) => decision.marks.length === 0)).toBe(true);
  });

  it('is not excused by another deed that the id stood for and that was blocked', async () => {
    const { say, marks } = guard();
    await say(call('echo hello'));
    await say(call(STEAL));
    await say(ended(STEAL));
    expect(marks()).toEqual(['', 'tool-use-id-reused', 'observe-only-surface,ran-though-blocked']);
  });
});

describe('the report of a second hook', () => {
  it('is a sighting of the first one, and of the same action', async () => {
    const { say, kept } = guard();
    await say(call('ls'));
    await say(call('ls'));
    await say(ended('ls'));
    await say(ended('ls'));
    expect(kept.map(({ type }) => type)).toEqual(['decision', 'sighting', 'outcome', 'sighting']);
    const [first, , , last] = kept;
    const action = first?.type === 'decision' ? first.action.id : '';
    expect(last).toMatchObject({ of: 'outcome', action });
  });

  it.each([
    ['says something else', ended('ls', { hook_event_name: 'PostToolUseFailure', error: 'no' })],
    ['is of another length', ended('ls', { tool_response: { stdout: 'x' } })],
  ])('is an outcome of its own when it %s', async (_name, second) => {
    const { say, kept } = guard();
    await say(call('ls'));
    await say(ended('ls'));
    await say(second);
    expect(kept.map(({ type }) => type)).toEqual(['decision', 'outcome', 'outcome']);
  });

  it('does not close the door to the same call that comes again afterwards', async () => {
    const { say, marks } = guard();
    await say(call('ls'));
    await say(ended('ls'));
    await say(call('ls'));
    expect(marks()).toEqual(['', 'tool-use-id-reused']);
  });
});

const pass = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(10_000));

describe('a tool that ran without a decision', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const start = { hook_event_name: 'SessionStart', source: 'startup' };

  it('is decided as an observation after a grace, once', async () => {
    const { say, marks, decisions } = guard();
    await say(start);
    await say(ended(STEAL));
    await say(ended(STEAL));
    expect(marks()).toEqual([]);
    await pass();
    expect(marks()).toEqual(['observe-only-surface,ran-undecided']);
    expect(decisions()[0]?.decision.verdict).toBe('block');
  });

  it('raises no alarm when its decision was made elsewhere and comes within the grace', async () => {
    const { say, marks, deeds } = guard();
    await say(start);
    await say(ended('ls'));
    deeds.learn({ user: 'ann', session: 's1' as never, toolUseId: 'toolu_1' as never });
    await pass();
    expect(marks()).toEqual([]);
  });

  it.each([
    ['a session that began before the guard did', []],
    ['a session that was resumed', [{ ...start, source: 'resume' }]],
    ['a session that acted before its start was seen', [call('ls', { tool_use_id: 'toolu_0' }), start]],
  ])('raises no alarm in %s', async (_name, before) => {
    const { say, marks } = guard();
    for (const payload of before) await say(payload);
    await say(ended('ls'));
    await pass();
    expect(marks().filter((mark) => mark !== '')).toEqual([]);
  });

  it('is told of so many at once and no more, whatever is thrown at it', async () => {
    const { say, decisions } = guard();
    for (let session = 0; session < 10; session += 1) {
      await say({ ...start, session_id: `s${session}` });
      for (let count = 0; count < 50; count += 1)
        await say(ended('ls', { session_id: `s${session}`, tool_use_id: `t${count}` }));
    }
    await pass();
    expect(decisions()).toHaveLength(64);
    await say({ ...start, session_id: 'later' });
    await say(ended('ls', { session_id: 'later' }));
    await pass();
    expect(decisions()).toHaveLength(65);
  });

  it('raises no alarm when the client itself refused it', async () => {
    const { say, marks } = guard();
    await say(start);
    await say(ended('ls', { hook_event_name: 'PermissionDenied' }));
    await pass();
    expect(marks()).toEqual([]);
  });
});

describe('what both clients report after a tool', () => {
  type Payload = { hook_event_name: string; session_id?: string; tool_use_id?: string };
  const payloads = loadCorpus('hook')
    .filter(({ provenance }) => provenance.startsWith('recorded'))
    // Recorded from a client: these fields are what its hooks are documented to get.
    .map(({ payload }) => payload as Payload);
  const pairs = payloads
    .filter(({ hook_event_name }) => /^PostToolUse(?:Failure)?$/.test(hook_event_name))
    .flatMap((after) => {
      const before = payloads.find(
        ({ hook_event_name, session_id, tool_use_id }) =>
          hook_event_name === 'PreToolUse' &&
          session_id === after.session_id &&
          tool_use_id === after.tool_use_id,
      );
      return before === undefined ? [] : [{ before, after }];
    });

  it('is what they showed before it', async () => {
    expect(pairs.length).toBeGreaterThanOrEqual(6);
    for (const { before, after } of pairs) {
      const { say, marks } = guard();
      await say(before);
      await say(after);
      expect(marks().every((mark) => mark === '')).toBe(true);
    }
  });
});
