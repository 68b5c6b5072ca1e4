import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyServer } from '../mcp-gateway/server-identity.ts';
import { takeInventory } from './take-inventory.ts';

const EVE = 4001;
const SECRET = 'hunter2-hunter2';

describe('of a server that is a program here', () => {
  let root: string;
  let home: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sallyport-servers-'));
    chmodSync(root, 0o755);
    home = join(root, 'home');
    put('notes/package.json', '{"name":"notes","version":"1.0.0"}');
    put('notes/index.js', 'notes\n');
    put('p/tools.py', 'tools\n');
    const servers = {
      plain: { command: 'node', args: ['notes/index.js', '--token', SECRET] },
      relayed: {
        command: '/opt/sallyport',
        args: ['mcp', 'run', '--name', 'x', '--', 'node', 'notes/index.js'],
      },
      fetched: { command: 'npx', args: ['-y', 'notes'] },
      remote: { url: 'https://x.example/mcp', command: 'node', args: ['notes/index.js'] },
    };
    put('.claude.json', JSON.stringify({ mcpServers: servers, projects: { [join(home, 'p')]: {} } }));
    put(
      'p/.mcp.json',
      JSON.stringify({ mcpServers: { shared: { command: 'python3', args: ['tools.py'] } } }),
    );
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  const hashes = async (isOwn: boolean): Promise<Record<string, string | undefined>> => {
    const inventory = await takeInventory({
      people: [{ user: 'eve', home, isOwn }],
      platform: 'linux',
      variables: {},
      marks: [],
      memoryFile: join(root, 'inventory.json'),
      now: new Date('2026-01-01T00:00:00Z'),
      isRemembered: true,
      managedFolder: join(root, 'managed'),
      chromePolicyFolders: [],
    });
    // Its words say what it is, and stand in nothing that is shown or kept.
    expect(JSON.stringify(inventory)).not.toContain(SECRET);
    const servers = inventory.items.filter(({ kind }) => kind === 'mcp-server');
    return Object.fromEntries(servers.map(({ name, sha256 }) => [name, sha256]));
  };
  const contentOf = async (command: string, file: string): Promise<string | undefined> =>
    (await identifyServer({ command, args: [file], cwd: home, path: '/usr/bin' })).contentSha256;

  it('the inventory has the hash that a recall finds, and none of one that is elsewhere', async () => {
    const notes = await contentOf('node', 'notes/index.js');
    expect(notes).toHaveLength(64);
    expect(await hashes(true)).toEqual({
      plain: notes,
      relayed: notes,
      fetched: undefined,
      remote: undefined,
      shared: await contentOf('python3', 'p/tools.py'),
    });
  });

  // Files are given to other people here, which only root can do; CI runs these as root.
  it.runIf(process.getuid?.() === 0)('of somebody else’s it has what they may read themselves', async () => {
    chownSync(home, EVE, EVE);
    const before = await hashes(false);
    expect(before['plain']).toHaveLength(64);
    chmodSync(join(home, 'notes/index.js'), 0o600);
    expect(await hashes(false)).toEqual({ ...before, plain: undefined, relayed: undefined });
  });
});
