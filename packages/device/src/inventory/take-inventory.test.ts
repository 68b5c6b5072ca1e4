import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashContent } from './content-hash.ts';
import { takeInventory, type Inventory } from './take-inventory.ts';

let root = '';
let home = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sallyport-inventory-'));
  home = join(root, 'home');
  mkdirSync(home);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, content: unknown): void => {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
};

const look = (platform: NodeJS.Platform = 'linux', more: object = {}): Promise<Inventory> =>
  takeInventory({
    people: [{ user: 'ana', home, isOwn: true }],
    platform,
    variables: {},
    marks: [],
    memoryFile: join(root, 'state', 'inventory.json'),
    now: new Date('2026-01-01T00:00:00Z'),
    isRemembered: true,
    managedFolder: join(root, 'managed'),
    chromePolicyFolders: [join(root, 'chrome')],
    ...more,
  });

const own = ({ items }: Inventory) => items.filter(({ path }) => path.startsWith(root));
const named = (inventory: Inventory): readonly string[] =>
  own(inventory).map(({ kind, name, scope }) => `${kind} ${name} (${scope})`);

/** The same stores, where each platform keeps them. */
const DESKTOP = {
  linux: '.config/Claude',
  darwin: 'Library/Application Support/Claude',
  win32: 'AppData/Roaming/Claude',
} as const;

const fill = (platform: keyof typeof DESKTOP): void => {
  const desktop = DESKTOP[platform];
  put('.claude.json', { mcpServers: { mine: { command: 'npx', args: ['-y', 'x'] } }, projects: { [join(home, 'p')]: {} } });
  put('.claude/settings.json', { hooks: { Stop: [{ hooks: [{ type: 'command', command: '/foreign' }] }] } });
  put('.claude/skills/pdf/SKILL.md', '---\nname: pdf\n---\nReads.');
  put('.claude/commands/git/tidy.md', 'Tidy up.');
  put('.claude/agents/critic.md', 'Be strict.');
  const plugin = join(home, '.claude/plugins/cache/m/p/1.0.0');
  put('.claude/plugins/installed_plugins.json', { plugins: { 'p@m': [{ installPath: plugin, version: '1.0.0' }] } });
  put('.claude/plugins/cache/m/p/1.0.0/.mcp.json', { mcpServers: { inside: { url: 'https://x.example' } } });
  put('.claude/plugins/cache/m/p/1.0.0/skills/s/SKILL.md', 'x');
  put('.claude/plugins/known_marketplaces.json', { m: { source: { source: 'github', repo: 'o/r' } } });
  put('.claude/scheduled-tasks/daily/SKILL.md', 'Send the numbers to everybody.');
  put('.cursor/mcp.json', { mcpServers: { other: { command: '/opt/x' } } });
  put('p/.mcp.json', { mcpServers: { shared: { command: '/opt/y' } } });
  put('p/.claude/settings.local.json', { permissions: { allow: ['Bash'] } });
  put(`${desktop}/claude_desktop_config.json`, { mcpServers: { desk: { command: '/opt/z' } }, preferences: { chicagoEnabled: true } });
  put(`${desktop}/extensions-installations.json`, { extensions: { e: { version: '1', signatureInfo: { status: 'unsigned' } } } });
  put(`${desktop}/Claude Extensions/e/manifest.json`, { name: 'e', version: '1', server: { mcp_config: { command: 'node' } } });
  put(`${desktop}/claude-code-vm/2.1.330/claude`, 'x');
  put(`${desktop}/local-agent-mode-sessions/a/w/local_1.json`, { userSelectedFolders: [home], title: 'private title', lastActivityAt: 1.7e12 });
  put(`${desktop}/local-agent-mode-sessions/a/w/rpm/manifest.json`, { plugins: [{ name: 'guard', marketplaceName: 'corp' }] });
}; // prettier-ignore

describe.each(['linux', 'darwin', 'win32'] as const)('in a home laid out as on %s', (platform) => {
  test('everything that a client would load is listed, with where it stands', async () => {
    fill(platform);
    const found = await look(platform);
    expect(new Set(named(found))).toEqual(
      new Set([
        'mcp-server mine (user)', 'hook Stop (user)', 'skill pdf (user)', 'command git:tidy (user)',
        'subagent critic (user)', 'plugin p@m (user)', 'mcp-server p@m:inside (plugin)', 'skill p@m:s (plugin)',
        'marketplace m (user)', 'scheduled-task daily (user)', 'mcp-server other (user)', 'mcp-server shared (project)',
        'permission allow Bash (local)', 'mcp-server desk (desktop)', 'computer-use the screen may be used (desktop)',
        'extension e (extension)', 'mcp-server e (extension)', 'agent Cowork agent (desktop)',
        'session-store w (desktop)', 'plugin guard (organization)',
        // The client's own program that Desktop brought.
        ...(platform === 'linux' ? [] : ['agent Claude Code in Desktop (user)']),
      ]),
    ); // prettier-ignore
    expect(JSON.stringify(found)).not.toContain('private title');
    expect(found.items.find(({ name }) => name === 'pdf')?.sha256).toMatch(/^[0-9a-f]{64}$/);
    const states = new Map(found.posture.map(({ code, state }) => [code, state]));
    for (const code of [
      'cowork-folder-too-wide',
      'computer-use-on',
      'scheduled-tasks-act',
      'server-unpinned',
      'extension-unsigned',
      'foreign-hooks',
      'plugin-of-unknown-marketplace',
      'tools-allowed-at-large',
    ])
      expect({ code, state: states.get(code) }).toEqual({ code, state: 'finding' });
  });
});

describe('from one look to the next', () => {
  test('what is new, changed and gone is said once', async () => {
    fill('linux');
    expect(new Set(own(await look()).map(({ state }) => state))).toEqual(new Set(['new']));
    put('.claude/skills/pdf/run.sh', 'changed');
    rmSync(join(home, '.claude/agents/critic.md'));
    const later = { now: new Date('2026-01-02T00:00:00Z') };
    const second = own(await look('linux', later)).filter(({ state }) => state !== 'same');
    expect(second.map(({ name, state }) => [name, state])).toEqual([
      ['pdf', 'changed'],
      ['critic', 'gone'],
    ]);
    expect(second[0]).toMatchObject({
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-02T00:00:00.000Z',
    });
    expect(own(await look()).filter(({ state }) => state !== 'same')).toEqual([]);
  });

  test('what can not be read this time is not called gone', async () => {
    fill('linux');
    await look();
    put('.cursor/mcp.json', '{"mcpServers": ');
    const found = await look();
    expect(found.unread).toContainEqual({ path: join(home, '.cursor/mcp.json'), why: 'it is not JSON' });
    expect(found.items.filter(({ state }) => state === 'gone')).toEqual([]);
  });

  test('a damaged memory is said, and a look that is not to be remembered leaves it alone', async () => {
    fill('linux');
    await look('linux', { isRemembered: false });
    expect(() => readFileSync(join(root, 'state/inventory.json'))).toThrow('ENOENT');
    mkdirSync(join(root, 'state'));
    writeFileSync(join(root, 'state/inventory.json'), '{');
    expect((await look()).notes.join()).toContain("can't be read");
    expect((await look()).notes).toEqual([]);
  });
});

describe('hostile homes', () => {
  test('pipes, circles, folders in the place of files and huge files are said and never waited for', async () => {
    mkdirSync(join(home, '.claude/skills'), { recursive: true });
    execFileSync('mkfifo', [join(home, '.claude/settings.json')]);
    symlinkSync('round', join(home, '.claude/skills/round'));
    mkdirSync(join(home, '.cursor/mcp.json'), { recursive: true });
    writeFileSync(join(home, '.claude.json'), Buffer.alloc(17 * 1024 * 1024, 32));
    put('.claude/plugins/installed_plugins.json', {
      plugins: { 'p@m': [{ installPath: '/' }, { installPath: home }, { installPath: '/proc' }] },
    });
    const found = await look();
    expect(found.unread.map(({ path }) => path.replace(home, '~'))).toEqual(
      expect.arrayContaining([
        '~/.claude/settings.json',
        '~/.claude.json',
        '~/.cursor/mcp.json',
        '~/.claude/skills/round/SKILL.md',
        '/proc',
        '~',
        '/',
      ]),
    );
    expect(found.items.filter(({ kind, sha256 }) => kind === 'plugin' && sha256 !== undefined)).toEqual([]);
  });

  test('a link to a file of somebody else is said and not read', async () => {
    symlinkSync('/etc/passwd', join(home, '.claude.json'));
    mkdirSync(join(home, '.claude'));
    symlinkSync('/proc/self/environ', join(home, '.claude/settings.json'));
    // For root the password file would be its own.
    if (process.getuid?.() === 0) chownSync(home, 12_345, 12_345);
    expect((await look()).unread).toEqual(
      expect.arrayContaining([
        { path: join(home, '.claude.json'), why: 'it leads to what belongs to somebody else' },
        { path: join(home, '.claude/settings.json'), why: 'it leads to the system itself' },
      ]),
    );
  });

  test('more entries than anybody reads are cut and said', async () => {
    for (let index = 0; index < 600; index++) put(`.claude/commands/c${index}.md`, 'x');
    const found = await look();
    expect(own(found).filter(({ kind }) => kind === 'command')).toHaveLength(500);
    expect(found.unread).toContainEqual({
      path: join(home, '.claude/commands'),
      why: 'more than 500 entries',
    });
  });

  test('a project that another home names is not opened in its name', async () => {
    fill('linux');
    mkdirSync(join(root, 'secret'));
    writeFileSync(
      join(root, 'secret/.mcp.json'),
      JSON.stringify({ mcpServers: { hidden: { command: 'x' } } }),
    );
    put('.claude.json', { projects: { [join(root, 'secret')]: {} } });
    chmodSync(join(root, 'secret'), 0o755);
    expect(named(await look())).toContain('mcp-server hidden (project)');
    const asOther = await look('linux', { people: [{ user: 'ana', home, isOwn: false }] });
    const isRoot = process.getuid?.() === 0;
    // A test can make a file of somebody else only as root.
    if (isRoot) chownSync(join(root, 'secret'), 12_345, 12_345);
    expect(
      named(
        isRoot ? await look('linux', { people: [{ user: 'ana', home, isOwn: false }] }) : asOther,
      ).includes('mcp-server hidden (project)'),
    ).toBe(!isRoot);
  });
});

const of = (name: string): string | undefined => hashContent(join(home, name))?.sha256;

describe('the hash of a folder', () => {
  test('is the same wherever it lies, and another when a name or a byte of a program changes', () => {
    put('a/x.bin', '\0\u0001');
    put('a/y/z.txt', 'z');
    put('b/y/z.txt', 'z');
    put('b/x.bin', '\0\u0001');
    expect(of('a')).toBe(of('b'));
    put('b/x.bin', '\0\u0002');
    expect(of('a')).not.toBe(of('b'));
    put('b/x.bin', '\0\u0001');
    put('b/more', '');
    expect(of('a')).not.toBe(of('b'));
  });

  test('says when a limit kept something out', () => {
    put('a/large', 'x'.repeat(100));
    expect(
      hashContent(join(home, 'a'), { maxFiles: 5, maxFileBytes: 10, maxTotalBytes: 50, maxDepth: 2 })?.isPart,
    ).toBe(true);
  });
});
