import { lstat, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { testMachine, type TestMachine } from '../../test/install/test-machine.ts';
import { applyPlan } from '../install/apply-plan.ts';
import { planUninstall } from '../install/plan-uninstall.ts';
import { wrapNewServers } from './wrap-new-servers.ts';

afterEach(() => vi.restoreAllMocks());

const STATE = 'user/.claude.json';
const LATER = '{ "mcpServers": { "later": { "command": "npx", "args": ["-y", "x"] } } }\n';
const read = ({ root }: TestMachine, path = STATE): Promise<string> => readFile(join(root, path), 'utf8');
const uninstall = async ({ environment }: TestMachine): Promise<void> => {
  const outcome = await planUninstall('mcp', environment);
  if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
  expect(await applyPlan(outcome.plan)).toMatchObject({ kind: 'applied' });
};

test('servers that came later are put behind the gateway once, and `uninstall mcp` gives the bytes back', async () => {
  await using machine = await testMachine();
  const path = await machine.put(STATE, LATER);
  expect(await wrapNewServers(machine.environment, 1)).toMatchObject({
    kind: 'wrapped',
    servers: ['later'],
    files: expect.arrayContaining([path]),
  });
  expect(await read(machine)).toContain('"mcp", "run", "--name", "later", "--", "npx"');
  expect(await wrapNewServers(machine.environment, 1)).toBe(undefined);
  await uninstall(machine);
  expect(await read(machine)).toBe(LATER);
});

test('a file that somebody writes meanwhile is left to them, and taken when it rests', async () => {
  await using machine = await testMachine();
  const path = await machine.put(STATE, LATER);
  const wrapping = wrapNewServers(machine.environment, 400);
  await setTimeout(100);
  const theirs = LATER.replace('"later"', '"latest"');
  await writeFile(path, theirs);
  expect(await wrapping).toBe(undefined);
  expect(await read(machine)).toBe(theirs);
  expect(await wrapNewServers(machine.environment, 1)).toMatchObject({ servers: ['latest'] });
});

test('a file of another user is not touched, nor the others with it', async () => {
  await using machine = await testMachine();
  await machine.put(STATE, LATER);
  vi.spyOn(process, 'getuid').mockReturnValue(54_321);
  expect(await wrapNewServers(machine.environment, 1)).toEqual({
    kind: 'failed',
    why: `\`${join(machine.root, STATE)}\` belongs to somebody else; nothing was changed`,
  });
  expect(await read(machine)).toBe(LATER);
});

test('a link is written where it leads, and its place stays a link', async () => {
  await using machine = await testMachine();
  const real = await machine.put('dotfiles/claude.json', LATER);
  await symlink(real, join(machine.root, STATE));
  expect(await wrapNewServers(machine.environment, 1)).toMatchObject({ kind: 'wrapped' });
  expect(await read(machine, 'dotfiles/claude.json')).toContain('"--name", "later"');
  expect((await lstat(join(machine.root, STATE))).isSymbolicLink()).toBe(true);
});

test('what cannot be read is said and left, and without servers there is nothing to do', async () => {
  await using machine = await testMachine();
  expect(await wrapNewServers(machine.environment, 1)).toBe(undefined);
  await machine.put(STATE, '{ "mcpServers": ');
  expect(await wrapNewServers(machine.environment, 1)).toMatchObject({
    kind: 'failed',
    why: expect.stringContaining('is not valid JSON'),
  });
  await machine.put(STATE, '{ "mcpServers": { "unclear": { "command": 7 } } }');
  expect(await wrapNewServers(machine.environment, 1)).toBe(undefined);
});
