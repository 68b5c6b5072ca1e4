import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Action } from '@sallyport/action-model';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClientPosture, readPosture } from './client-posture.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'client-posture-'));
});
afterEach(() => rmSync(home, { recursive: true }));
const write = (path: string, settings: object): void => {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), JSON.stringify(settings));
};
const read = () => readPosture(join(home, 'install'), home, join(home, 'work'));
const hooks = { PreToolUse: [{ hooks: [{ type: 'command', command: '/elsewhere.sh' }] }] };

it.each([
  ['nothing', {}, { sandboxOff: true, foreignHooks: false }],
  ['a sandbox', { 'work/.claude/settings.json': { sandbox: { enabled: true } } }, { sandboxOff: false }],
  [
    'a sandbox that a nearer file switches off',
    {
      '.claude/settings.json': { sandbox: { enabled: true } },
      'work/.claude/settings.local.json': { sandbox: { enabled: false } },
    },
    { sandboxOff: true },
  ],
  [
    'a sandbox that some commands leave',
    { '.claude/settings.json': { sandbox: { enabled: true, excludedCommands: ['docker'] } } },
    { sandboxOff: true },
  ],
  ["somebody's hook in the repository", { 'work/.claude/settings.json': { hooks } }, { foreignHooks: true }],
  ["somebody's hook of the person", { '.claude/settings.json': { hooks } }, { foreignHooks: true }],
])('settings with %s are told', async (_name, files, posture) => {
  for (const [path, settings] of Object.entries(files)) write(path, settings);
  expect(await read()).toMatchObject(posture);
});

it('nobody waits for a look, and it is taken again when it is old', async () => {
  let nowMs = 0;
  const look = vi.fn(() => Promise.resolve({ sandboxOff: true, foreignHooks: true }));
  const posture = new ClientPosture('records', () => new Date(nowMs), look);
  // What is looked up by; the rest of an action is not.
  const action = { origin: { home, cwd: '/work' } } as unknown as Action;
  expect(posture.of(action)).toEqual({ sandboxOff: false, foreignHooks: false });
  await vi.waitFor(() => expect(posture.of(action)).toEqual({ sandboxOff: true, foreignHooks: true }));
  expect(look).toHaveBeenCalledTimes(1);
  nowMs = 60_000;
  posture.of(action);
  expect(look).toHaveBeenCalledTimes(2);
});
