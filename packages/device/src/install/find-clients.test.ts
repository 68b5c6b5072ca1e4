import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../../test/install/test-machine.ts';
import { compareVersions } from './client-version.ts';
import { findClients, type ClientSearch, type FoundClient } from './find-clients.ts';

const versions = (clients: readonly FoundClient[], root: string) =>
  clients
    // The test machine may have clients of its own in system folders.
    .filter(({ realPath }) => realPath.startsWith(root))
    .map(({ kind, version, active }) => [kind, version, active]);

const searchOf = (root: string, more: Partial<ClientSearch> = {}): ClientSearch => ({
  userHome: join(root, 'user'),
  platform: 'linux',
  variables: { PATH: `${join(root, 'user/.local/bin')}:${join(root, 'npm/bin')}` },
  ...more,
});

describe('findClients', () => {
  it('knows a native client by the folder of its versions, and which one is started by name', async () => {
    await using machine = await testMachine();
    await machine.put('user/.local/share/claude/versions/2.1.197', '');
    const current = await machine.put('user/.local/share/claude/versions/2.1.330', '');
    await mkdir(join(machine.root, 'user/.local/bin'));
    await symlink(current, join(machine.root, 'user/.local/bin/claude'));
    expect(versions(await findClients(searchOf(machine.root)), machine.root)).toEqual([
      ['native', '2.1.330', true],
      ['native', '2.1.197', false],
    ]);
  });

  it('reads the version of an npm client from its package file', async () => {
    await using machine = await testMachine();
    const folder = 'npm/lib/node_modules/@anthropic-ai/claude-code';
    await machine.put(`${folder}/package.json`, '{"name":"@anthropic-ai/claude-code","version":"2.1.300"}');
    const cli = await machine.put(`${folder}/cli.js`, '');
    await mkdir(join(machine.root, 'npm/bin'));
    await symlink(cli, join(machine.root, 'npm/bin/claude'));
    expect(versions(await findClients(searchOf(machine.root)), machine.root)).toEqual([
      ['npm', '2.1.300', true],
    ]);
  });

  it('finds the clients inside Desktop and editors', async () => {
    await using machine = await testMachine();
    const desktop =
      'user/Library/Application Support/Claude/claude-code/2.1.310/claude.app/Contents/MacOS/claude';
    await machine.put(desktop, '');
    await machine.put(
      'user/.vscode/extensions/anthropic.claude-code-2.1.320-linux-x64/resources/native-binary/claude',
      '',
    );
    const found = await findClients(searchOf(machine.root, { platform: 'darwin' }));
    expect(versions(found, machine.root)).toEqual([
      ['desktop', '2.1.310', false],
      ['editor', '2.1.320', false],
    ]);
  });

  it('lists a program of that name whose version nothing tells', async () => {
    await using machine = await testMachine();
    await machine.put('user/.local/bin/claude', '#!/bin/sh');
    expect(versions(await findClients(searchOf(machine.root)), machine.root)).toEqual([
      ['native', null, true],
    ]);
  });
});

describe('compareVersions', () => {
  it('compares by number, and takes what it cannot read for the oldest', () => {
    expect(compareVersions('2.1.99', '2.1.295')).toBeLessThan(0);
    expect(compareVersions('2.1.295', '2.1.295')).toBe(0);
    expect(compareVersions('3.0.0-beta', '2.1.330')).toBeGreaterThan(0);
    expect(compareVersions('unknown', '0.0.1')).toBeLessThan(0);
  });
});
