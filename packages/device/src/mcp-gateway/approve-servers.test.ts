import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openIdentity } from '../identity.ts';
import { stateHome } from '../state-home.ts';
import { approveServer, listServers } from './approve-servers.ts';
import { pinFiles } from './pin-files.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sallyport-approve-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const definition = (text: string) => ({ sha256: text.repeat(64), text: JSON.stringify({ text }) });
const pins = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { trusted: definition('a'), seen: definition('b') }]));

test('a person approves a prompt by its name, with a tool of the same name, and all of a server at once', () => {
  const home = stateHome(root);
  const { key } = openIdentity(home);
  const identity = { sha256: 'f'.repeat(64), key: 'k'.repeat(16), command: 'notes', files: [] };
  pinFiles(home, key, () => {}).keepSeen({
    'notes@1': { name: 'notes', identity, firstSeen: '', lastSeen: '', admitted: [identity.sha256], tools: pins('read', 'both'), prompts: pins('greet', 'both') },
  }); // prettier-ignore
  const waiting = () =>
    listServers(home).flatMap((server) => server.waiting.map(({ kind, tool }) => `${kind} ${tool}`));
  expect(waiting()).toEqual(['tool read', 'tool both', 'prompt greet', 'prompt both']);
  expect(approveServer(home, 'notes', 'nothing', 'managed')).toMatchObject({
    why: expect.stringContaining('no tool or prompt'),
  });
  expect(approveServer(home, 'notes', 'greet', 'managed')).toMatchObject({ tools: [] });
  expect(waiting()).toEqual(['tool read', 'tool both', 'prompt both']);
  approveServer(home, 'notes', 'both', 'managed');
  expect(waiting()).toEqual(['tool read']);
  approveServer(home, 'notes', undefined, 'managed');
  expect(waiting()).toEqual([]);
});
