import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SessionId, type NewEvidence } from '@sallyport/action-model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guardOf, SECRET } from '../../test/hook-support/guard.ts';
import { stateHome, type StateHome } from '../state-home.ts';
import type { Inspect } from './inspect-content.ts';
import { openSessions } from './open-sessions.ts';
import { releaseSession, stoppedSessions } from './release-session.ts';

let home: StateHome;
beforeEach(() => {
  home = stateHome(mkdtempSync(join(tmpdir(), 'sallyport-stops-')));
});
afterEach(() => rmSync(home.root, { recursive: true }));

const HELPER = 'a0123456789abcdef';
const OTHER = 'a0123456789abcde0';
const late: Inspect = async (texts) => texts.map(() => ({ found: [], truncated: ['deadline'] }));
const batch = (tool_response: unknown, more: object = {}) => ({
  hook_event_name: 'PostToolBatch',
  tool_calls: [
    { tool_name: 'Bash', tool_use_id: 'toolu_1', tool_input: { command: 'cat env' }, tool_response },
  ],
  ...more,
});
const prompt = (more: object = {}) => ({ hook_event_name: 'UserPromptSubmit', prompt: 'go on', ...more });
const start = (session_id: string, source: string) => ({
  hook_event_name: 'SessionStart',
  session_id,
  source,
});
const pre = (tool_name: string, tool_input: object) => ({
  hook_event_name: 'PreToolUse',
  tool_name,
  tool_use_id: 'toolu_9',
  tool_input,
});
const BLOCKED = '"decision":"block"';
/** Each is a guard that was started anew. */
const started = (inspect?: Inspect) => {
  const notes: NewEvidence[] = [];
  const sessions = openSessions(
    home.sessionFiles(),
    () => new Date(),
    (evidence) => void notes.push(evidence),
  );
  return { ...guardOf(inspect, { sessions }), notes };
};

describe('a conversation whose output nobody could look at', () => {
  it('does not go on, by a guard started anew neither', async () => {
    const { say } = started(late);
    expect((await say(batch('anything'))).exitCode).toBe(2);
    const next = await started().say(prompt());
    expect(next.stdout).toContain(BLOCKED);
    expect(next.stdout).toContain('nobody could look');
  });

  it('does not go on when its batch could not be read', async () => {
    const { say } = started();
    expect((await say(batch('x', { tool_calls: 'no list' }))).exitCode).toBe(2);
    expect((await say(prompt())).stdout).toContain(BLOCKED);
  });

  it('does not go on when judging it failed', async () => {
    const sessions = openSessions(
      home.sessionFiles(),
      () => new Date(),
      () => {},
    );
    const broken = guardOf(undefined, {
      sessions,
      append: () => Promise.reject(new Error('a fault of ours')),
    });
    await expect(broken.say(batch(SECRET))).rejects.toThrow('a fault of ours');
    expect((await started().say(prompt())).stdout).toContain(BLOCKED);
  });

  it('does not go on when the hook script alone ended its step, until a person releases it', async () => {
    const { say, notes } = started();
    expect((await say(prompt())).stdout).toBe('');
    const seconds = Math.floor(Date.now() / 1000) - 1;
    await started().say(batch('fine'));
    mkdirSync(dirname(home.stopMarks), { recursive: true });
    appendFileSync(home.stopMarks, `s1 ${seconds}\n`);
    expect((await say(prompt())).stdout).toContain(BLOCKED);
    expect((await say(prompt({ session_id: 's2' }))).stdout).toContain(BLOCKED);
    expect(releaseSession(home, SessionId.parse('s1'), 'looked', 'cooperative')).toBeGreaterThan(0);
    expect((await say(prompt())).stdout).toBe('');
    expect((await started().say(prompt())).stdout).toBe('');
    expect(notes.map((note) => (note.type === 'lifecycle' ? note.event : note.type))).toContain(
      'conversation-goes-on',
    );
  });
});

describe('a release', () => {
  it('is of one conversation, counts for what was stopped before it alone, and is refused where nothing is stopped', async () => {
    const { say } = started();
    await say(batch(SECRET));
    await say(batch(SECRET, { session_id: 's2' }));
    expect(stoppedSessions(home).map(({ session }) => session)).toEqual(['s1', 's2']);
    expect(releaseSession(home, SessionId.parse('s3'), 'why', 'cooperative')).toBe(0);
    expect(releaseSession(home, SessionId.parse('s1'), 'why', 'cooperative')).toBe(1);
    expect(stoppedSessions(home).map(({ session }) => session)).toEqual(['s2']);
    expect((await say(prompt())).stdout).toBe('');
    expect((await say(prompt({ session_id: 's2' }))).stdout).toContain(BLOCKED);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await say(batch(SECRET));
    expect((await say(prompt())).stdout).toContain(BLOCKED);
    expect((await started().say(prompt())).stdout).toContain(BLOCKED);
  });
});

describe('the copy of a stopped conversation', () => {
  it('is stopped by a guard started anew, and who was there before goes on', async () => {
    const first = started();
    await first.say(start('before', 'startup'));
    await first.say(batch(SECRET));
    const { say } = started();
    expect((await say(prompt({ session_id: 'before' }))).stdout).toBe('');
    // The older client says nothing of a fork, the newer one that it is one.
    expect((await say(prompt({ session_id: 'quiet-copy' }))).stdout).toContain(BLOCKED);
    await say(start('copy', 'fork'));
    expect((await say(prompt({ session_id: 'copy' }))).stdout).toContain(BLOCKED);
    await say(start('fresh', 'startup'));
    expect((await say(prompt({ session_id: 'fresh' }))).stdout).toBe('');
  });
});

describe('an agent that was stopped', () => {
  it('is not woken by its id or a name, nor by a guard started anew; its session and its other agents go on', async () => {
    const { say } = started();
    const of = { agent_id: HELPER, agent_type: 'general-purpose' };
    expect((await say(batch(SECRET, of))).exitCode).toBe(2);
    for (const guard of [say, started().say]) {
      expect((await guard(prompt())).stdout).toBe('');
      for (const input of [{ to: HELPER }, { to: 'helper1' }, { to: 'x', recipient: HELPER }])
        expect((await guard(pre('SendMessage', { ...input, message: 'go on' }))).stdout).toContain('deny');
      expect((await guard(pre('Agent', { prompt: 'x', resume: HELPER }))).stdout).toContain('deny');
      expect((await guard(pre('SendMessage', { to: OTHER, message: 'go on' }))).stdout).toBe('');
      expect((await guard(pre('Agent', { prompt: 'x', description: 'd' }))).stdout).toBe('');
    }
    const elsewhere = { ...pre('SendMessage', { to: 'helper1', message: 'hello' }), session_id: 's2' };
    expect((await say(elsewhere)).stdout).toBe('');
    expect((await say({ hook_event_name: 'PreCompact', ...of })).stdout).toContain(BLOCKED);
  });
});

describe('on a managed machine', () => {
  it('what one person stops and says of sessions is not of another who uses the same names', async () => {
    const of = (uid: number) =>
      guardOf(undefined, {
        sessions: openSessions(
          home.sessionFiles(uid),
          () => new Date(),
          () => {},
        ),
      });
    const [ann, bob] = [of(1001), of(1002)];
    await ann.say(batch(SECRET));
    expect((await ann.say(prompt())).stdout).toContain(BLOCKED);
    expect((await bob.say(prompt())).stdout).toBe('');
    expect((await of(1002).say(prompt())).stdout).toBe('');
    expect((await of(1001).say(prompt())).stdout).toContain(BLOCKED);
    expect(stoppedSessions(home)).toHaveLength(1);
    expect(releaseSession(home, SessionId.parse('s1'), 'why', 'managed')).toBe(1);
    expect((await ann.say(prompt())).stdout).toBe('');
  });
});
