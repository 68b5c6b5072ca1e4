import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyId, RuleId, SessionId } from '@sallyport/action-model';
import { afterAll, expect, it } from 'vitest';
import { keepStopped, readStopMarks, readStopped } from './stopped-sessions.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-stopped-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'deep', 'stopped.json');
const NOW = new Date('2026-11-22T12:00:00.000Z');
const kept = (session: string) => ({ ...stopped(session), at: NOW.toISOString() });
const stopped = (session: string) => ({
  user: 'ann',
  session: SessionId.parse(session),
  reason: { policy: PolicyId.parse('p'), rule: RuleId.parse('r'), say: 'no' },
});

it('keeps what was stopped, newest last, and starts with none', () => {
  expect(readStopped(path)).toEqual([]);
  keepStopped(path, stopped('a'), NOW);
  keepStopped(path, stopped('b'), NOW);
  expect(readStopped(path)).toEqual([kept('a'), kept('b')]);
});

it('goes on after a file that nobody can read', () => {
  writeFileSync(path, '{"half');
  expect(readStopped(path)).toEqual([]);
  keepStopped(path, stopped('c'), NOW);
  expect(readStopped(path)).toEqual([kept('c')]);
});

it('takes the marks of the hook script as claims that only stop, and what is no mark as none', () => {
  writeFileSync(path, 'a 1795348800\n- 1795348800\nno time\n\nb 1795348801\n');
  expect(readStopMarks(path).map(({ session, at }) => [session, at])).toEqual(
    ['a', 'b'].map((session, index) => [session, new Date((1795348800 + index) * 1000).toISOString()]),
  );
});
