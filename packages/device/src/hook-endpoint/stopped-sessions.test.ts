import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyId, RuleId, SessionId } from '@sallyport/action-model';
import { afterAll, expect, it } from 'vitest';
import { keepStopped, readStopped } from './stopped-sessions.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-stopped-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'deep', 'stopped.json');
const stopped = (session: string) => ({
  user: 'ann',
  session: SessionId.parse(session),
  reason: { policy: PolicyId.parse('p'), rule: RuleId.parse('r'), say: 'no' },
});

it('keeps what was stopped, newest last, and starts with none', () => {
  expect(readStopped(path)).toEqual([]);
  keepStopped(path, stopped('a'));
  keepStopped(path, stopped('b'));
  expect(readStopped(path)).toEqual([stopped('a'), stopped('b')]);
});

it('goes on after a file that nobody can read', () => {
  writeFileSync(path, '{"half');
  expect(readStopped(path)).toEqual([]);
  keepStopped(path, stopped('c'));
  expect(readStopped(path)).toEqual([stopped('c')]);
});
