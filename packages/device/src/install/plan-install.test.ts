import { chmod, lstat, readFile, readdir, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOOK, testMachine } from '../../test/install/test-machine.ts';
import { applyPlan } from './apply-plan.ts';
import type { InstallEnvironment, InstallPlan, InstallTarget } from './install-plan.ts';
import { planInstall } from './plan-install.ts';
import { planUninstall } from './plan-uninstall.ts';

const CLAUDE_CODE = { kind: 'claude-code' } as const;

const planned = async (
  environment: InstallEnvironment,
  target: InstallTarget = CLAUDE_CODE,
): Promise<InstallPlan> => {
  const outcome = await planInstall(target, environment);
  if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
  return outcome.plan;
};
const install = async (
  environment: InstallEnvironment,
  target: InstallTarget = CLAUDE_CODE,
): Promise<InstallPlan> => {
  const plan = await planned(environment, target);
  expect(await applyPlan(plan)).toMatchObject({ kind: 'applied' });
  return plan;
};
const uninstall = async (
  environment: InstallEnvironment,
  target: InstallTarget = CLAUDE_CODE,
): Promise<InstallPlan> => {
  const outcome = await planUninstall(target.kind, environment);
  if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
  expect(await applyPlan(outcome.plan)).toMatchObject({ kind: 'applied' });
  return outcome.plan;
};
const refusal = async (environment: InstallEnvironment, target: InstallTarget = CLAUDE_CODE) => {
  const outcome = await planInstall(target, environment);
  return outcome.kind === 'refused' ? outcome.refusal : undefined;
};

const FIXTURES = join(import.meta.dirname, 'fixtures');

describe('settings of every layout', () => {
  for (const name of readdirSync(FIXTURES)) {
    it(`${name}: gets our entries in its own style and its own bytes back`, async () => {
      await using machine = await testMachine();
      const before = readFileSync(join(FIXTURES, name, 'before.settings'));
      await machine.put('user/.claude/settings.json', before);
      await install(machine.environment);
      expect(await readFile(machine.settings, 'utf8')).toBe(
        readFileSync(join(FIXTURES, name, 'after.settings'), 'utf8'),
      );
      expect((await planned(machine.environment)).edits).toEqual([]);
      await uninstall(machine.environment);
      expect(await readFile(machine.settings)).toEqual(before);
    });
  }
});

describe('planInstall for Claude Code', () => {
  it('makes the file where there was none, and uninstall leaves no trace of it', async () => {
    await using machine = await testMachine();
    await install(machine.environment);
    expect(JSON.parse(await readFile(machine.settings, 'utf8'))).toHaveProperty('hooks.PreToolUse');
    expect((await stat(machine.settings)).mode & 0o777).toBe(0o600);
    await uninstall(machine.environment);
    expect(await readdir(join(machine.root, 'user'))).toEqual([]);
    expect(await readdir(join(machine.environment.home, 'install'))).toEqual([]);
  });

  it('changes nothing until the plan is applied, and shows what it would change', async () => {
    await using machine = await testMachine();
    await machine.put('user/.claude/settings.json', '{\n  "model": "opus"\n}\n');
    const plan = await planned(machine.environment);
    expect(plan.diff).toContain('-  "model": "opus"\n+  "model": "opus",\n');
    expect(await readFile(machine.settings, 'utf8')).toBe('{\n  "model": "opus"\n}\n');
    expect(await readdir(machine.root)).toEqual(['user']);
  });

  it('goes to the folder that CLAUDE_CONFIG_DIR names', async () => {
    await using machine = await testMachine();
    const folder = join(machine.root, 'elsewhere');
    const plan = await install({ ...machine.environment, variables: { CLAUDE_CONFIG_DIR: folder } });
    expect(plan.edits.map(({ path }) => path)).toContain(join(folder, 'settings.json'));
  });

  it('splits PreToolUse so that only tools that policy closes block when the hook cannot run', async () => {
    await using machine = await testMachine();
    await install(machine.environment);
    const settings: unknown = JSON.parse(await readFile(machine.settings, 'utf8'));
    expect(settings).toMatchObject({
      hooks: {
        PreToolUse: [
          { matcher: 'Bash|Read', hooks: [{ args: [HOOK, 'PreToolUse', 'closed'], onFailure: 'block' }] },
          { matcher: '^(?!(?:Bash|Read)$).*', hooks: [{ args: [HOOK, 'PreToolUse', 'open'] }] },
        ],
      },
    });
  });

  it('replaces only its own entries on an upgrade', async () => {
    await using machine = await testMachine();
    const theirs =
      '{\n  "hooks": {\n    "PreToolUse": [{ "hooks": [{ "type": "command", "command": "theirs" }] }]\n  }\n}\n';
    await machine.put('user/.claude/settings.json', theirs);
    await install(machine.environment);
    await install({
      ...machine.environment,
      events: [{ event: 'PreToolUse', timeoutSeconds: 60 }],
      hookCommand: (event) => ({ command: '/new/hook.sh', args: [event] }),
      marks: ['/new/hook.sh'],
      native: { deny: [] },
    });
    const text = await readFile(machine.settings, 'utf8');
    expect(text).not.toContain(HOOK);
    expect(text).not.toContain('permissions');
    expect(text.match(/\/new\/hook\.sh/g)).toHaveLength(2);
    expect(text).toContain('"theirs"');
    await uninstall(machine.environment);
    expect(await readFile(machine.settings, 'utf8')).toBe(theirs);
  });

  it('keeps what others changed since: uninstall then takes out our entries alone and says so', async () => {
    await using machine = await testMachine();
    await machine.put('user/.claude/settings.json', '{\n  "model": "opus", // why not\n  "hooks": {}\n}\n');
    await install(machine.environment);
    const installed = await readFile(machine.settings, 'utf8');
    await writeFile(
      machine.settings,
      installed.replace('"opus"', '"sonnet"').replace('"deny": [', '"deny": [ "WebFetch",'),
    );
    const plan = await uninstall(machine.environment);
    expect(plan.warnings).toMatchObject([{ code: 'changed-since-install' }]);
    const after = await readFile(machine.settings, 'utf8');
    expect(after).toContain('"model": "sonnet", // why not');
    expect(after).toContain('"WebFetch"');
    expect(after).toMatch(/"hooks": \{\s*\}/);
    expect(after).not.toContain(HOOK);
    expect(after).not.toContain('.ssh');
  });

  it('refuses to write over an edit made between plan and apply', async () => {
    await using machine = await testMachine();
    await machine.put('user/.claude/settings.json', '{}\n');
    const plan = await planned(machine.environment);
    await writeFile(machine.settings, '{"model":"theirs"}\n');
    expect(await applyPlan(plan)).toMatchObject({ kind: 'failed', path: machine.settings });
    expect(await readFile(machine.settings, 'utf8')).toBe('{"model":"theirs"}\n');
    expect(await readdir(machine.root)).toEqual(['user']);
  });

  it('puts earlier files back when a later one cannot be written', async () => {
    await using machine = await testMachine();
    await machine.put('user/.claude/settings.json', '{}\n');
    const plan = await planned(machine.environment);
    const [record, settings] = plan.edits;
    if (!record || !settings) throw new Error('two edits are planned');
    // Short enough to be looked up, too long for the temporary name beside it.
    const blocked = join(machine.root, 'x'.repeat(250));
    const broken = {
      ...plan,
      edits: [record, settings, { ...settings, path: blocked, realPath: blocked, before: null }],
    };
    expect(await applyPlan(broken)).toMatchObject({ kind: 'failed', path: blocked });
    expect(await readFile(machine.settings, 'utf8')).toBe('{}\n');
    expect(await readdir(join(machine.environment.home, 'install'))).toEqual([]);
  });

  it('edits a symbolic link at its target and leaves the link', async () => {
    await using machine = await testMachine();
    const target = await machine.put('dotfiles/claude.json', '{}\n');
    await machine.put('user/.claude/keep', '');
    await symlink(target, machine.settings);
    await install(machine.environment);
    expect(await readlink(machine.settings)).toBe(target);
    expect(await readFile(target, 'utf8')).toContain(HOOK);
    await uninstall(machine.environment);
    expect((await lstat(machine.settings)).isSymbolicLink()).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('{}\n');
  });

  it('keeps permissions', async () => {
    await using machine = await testMachine();
    await machine.put('user/.claude/settings.json', '{}\n');
    await chmod(machine.settings, 0o640);
    await install(machine.environment);
    expect((await stat(machine.settings)).mode & 0o777).toBe(0o640);
  });

  it('does not touch a read-only file', async () => {
    await using machine = await testMachine();
    await machine.put('user/.claude/settings.json', '{}\n');
    await chmod(machine.settings, 0o444);
    expect(await refusal(machine.environment)).toMatchObject({ code: 'read-only' });
    expect(await readFile(machine.settings, 'utf8')).toBe('{}\n');
  });

  const broken: Record<string, [string | Uint8Array, string]> = {
    'half a file': ['{"model": ', 'line 1'],
    'a list': ['[]', 'does not hold an object'],
    'bytes that are no text': [new Uint8Array([0x7b, 0xff, 0x7d]), 'not valid UTF-8'],
    'a doubled key, of which the client would read the other': ['{"hooks":{},"hooks":{}}', 'occurs twice'],
    'a doubled event': ['{"hooks":{"Stop":[],"Stop":[]}}', 'occurs twice'],
    'nesting that would exhaust a parser': [`{"a":${'['.repeat(100_000)}`, 'nested deeper'],
  };
  for (const [name, [content, why]] of Object.entries(broken)) {
    it(`refuses ${name}, with the reason and nothing changed`, async () => {
      await using machine = await testMachine();
      await machine.put('user/.claude/settings.json', content);
      const found = await refusal(machine.environment);
      expect(found).toMatchObject({ code: 'settings-invalid' });
      expect(found?.message).toContain(why);
      expect(await readFile(machine.settings)).toEqual(Buffer.from(content));
    });
  }

  it('refuses hooks of a shape that the client does not know', async () => {
    await using machine = await testMachine();
    await machine.put('user/.claude/settings.json', '{"hooks": {"PreToolUse": "none"}}');
    expect(await refusal(machine.environment)).toMatchObject({ code: 'settings-conflict' });
  });

  it('warns when the client will not read the file', async () => {
    await using machine = await testMachine();
    await machine.put('user/.claude/settings.json', '{} // mine');
    expect((await planned(machine.environment)).warnings).toMatchObject([{ code: 'client-cannot-read' }]);
  });

  it('warns when no hook runs anyway', async () => {
    await using machine = await testMachine();
    await machine.put('user/.claude/settings.json', '{"disableAllHooks": true}');
    expect((await planned(machine.environment)).warnings).toMatchObject([{ code: 'hooks-disabled' }]);
  });

  it('removes hook entries by content when the record is lost, and says that deny rules stay', async () => {
    await using machine = await testMachine();
    await machine.put('user/.claude/settings.json', '{\n  "model": "opus"\n}\n');
    await install(machine.environment);
    const plan = await planUninstall('claude-code', {
      ...machine.environment,
      records: join(machine.root, 'lost', 'install'),
    });
    expect(plan).toMatchObject({ kind: 'plan', plan: { warnings: [{ code: 'record-lost' }] } });
    if (plan.kind === 'plan') await applyPlan(plan.plan);
    const after = await readFile(machine.settings, 'utf8');
    expect(after).not.toContain('hooks');
    expect(after).toContain('.ssh');
  });

  it('says that there is nothing to remove where nothing is', async () => {
    await using machine = await testMachine();
    expect(await planUninstall('claude-code', machine.environment)).toMatchObject({
      refusal: { code: 'not-installed' },
    });
    expect(await planUninstall('cowork', machine.environment)).toMatchObject({
      refusal: { code: 'not-installed' },
    });
  });
});

describe('planInstall for managed settings', () => {
  const MANAGED = { kind: 'claude-code-managed' } as const;
  const FILE = 'etc/claude-code/managed-settings.d/50-sallyport.json';
  const settingsOf = async (root: string): Promise<Record<string, unknown>> =>
    // Our own file, read back to look into it.
    JSON.parse(await readFile(join(root, FILE), 'utf8')) as Record<string, unknown>;

  it('holds hooks, the emptied variables, the pins, and the native controls', async () => {
    await using machine = await testMachine();
    await install(
      {
        ...machine.environment,
        native: { deny: ['Read(~/.ssh/**)'], settings: { sandbox: { enabled: true } } },
      },
      { ...MANAGED, allowManagedHooksOnly: true, pins: { HTTPS_PROXY: 'http://127.0.0.1:7072' } },
    );
    expect(await settingsOf(machine.root)).toMatchObject({
      allowManagedHooksOnly: true,
      requiredMinimumVersion: '2.1.295',
      permissions: { disableBypassPermissionsMode: 'disable', deny: ['Read(~/.ssh/**)'] },
      sandbox: { enabled: true },
      env: {
        BASH_ENV: '',
        LD_PRELOAD: '',
        NODE_OPTIONS: '',
        CURL_HOME: '',
        CLAUDE_CODE_SHELL_PREFIX: '',
        ANTHROPIC_BASE_URL: 'https://api.anthropic.com',
        HTTPS_PROXY: 'http://127.0.0.1:7072',
        NODE_EXTRA_CA_CERTS: '',
      },
      hooks: { SessionStart: [{}], PreToolUse: [{}, {}], PostToolBatch: [{}] },
    });
    expect((await stat(join(machine.root, FILE))).mode & 0o777).toBe(0o644);
  });

  it('leaves the way to the hooks open beside a proxy, and warns where another file closes it', async () => {
    await using machine = await testMachine();
    await machine.put(
      'etc/claude-code/managed-settings.d/10-network.json',
      '{"env": {"no_proxy": "corp.example"}}',
    );
    const plan = await install(machine.environment, {
      ...MANAGED,
      pins: { HTTP_PROXY: 'http://proxy.example:3128', NO_PROXY: 'corp.example, .test' },
    });
    const { env } = (await settingsOf(machine.root)) as { env: Record<string, string> };
    expect(env['NO_PROXY']).toBe('corp.example,.test,localhost,127.0.0.1,::1');
    expect(env['no_proxy']).toBeUndefined();
    expect(plan.warnings).toContainEqual(expect.objectContaining({ code: 'hooks-through-proxy' }));
  });

  it('lets other hooks live unless told otherwise', async () => {
    await using machine = await testMachine();
    await install(machine.environment, MANAGED);
    expect(await settingsOf(machine.root)).not.toHaveProperty('allowManagedHooksOnly');
  });

  it('is idempotent, and uninstall leaves no trace', async () => {
    await using machine = await testMachine();
    await install(machine.environment, MANAGED);
    expect((await planned(machine.environment, MANAGED)).edits).toEqual([]);
    await uninstall(machine.environment, MANAGED);
    expect((await readdir(machine.root)).sort()).toEqual(['state', 'user']);
  });

  it('never writes or removes through a link that was laid since', async () => {
    await using machine = await testMachine();
    const script = join(machine.root, 'etc/sallyport/hook.sh');
    const environment = {
      ...machine.environment,
      machine: {
        files: [{ path: script, text: '#!/bin/sh\n', mode: 0o755 }],
        hookForm: machine.environment.hookCommand,
      },
    };
    await install(environment, MANAGED);
    expect((await stat(script)).mode & 0o777).toBe(0o755);
    const program = await machine.put('usr/bin/true', '#!/bin/sh\n');
    await rm(script);
    await symlink(program, script);
    const changed = {
      ...environment,
      machine: { ...environment.machine, files: [{ path: script, text: '#!/bin/sh\n#\n', mode: 0o755 }] },
    };
    expect(await refusal(changed, MANAGED)).toMatchObject({ code: 'foreign-file' });
    const plan = await uninstall(environment, MANAGED);
    expect(plan.warnings).toMatchObject([{ code: 'changed-since-install' }]);
    expect(await readFile(program, 'utf8')).toBe('#!/bin/sh\n');
    expect(await readlink(script)).toBe(program);
  });

  it('leaves a pin to the administrator who has set it, and names a file that overrides ours', async () => {
    await using machine = await testMachine();
    await machine.put(
      'etc/claude-code/managed-settings.json',
      '{"env":{"HTTPS_PROXY":"http://proxy.corp:3128"}}',
    );
    const over = await machine.put(
      'etc/claude-code/managed-settings.d/90-x.json',
      '{"env":{"BASH_ENV":"/x"}}',
    );
    const plan = await install(machine.environment, MANAGED);
    expect(await settingsOf(machine.root)).not.toHaveProperty('env.HTTPS_PROXY');
    expect(plan.warnings.filter(({ code }) => code === 'overridden-by-other-file')).toEqual([
      { code: 'overridden-by-other-file', text: `\`${over}\` is merged over ours and sets BASH_ENV` },
    ]);
  });

  it('says when the hook is not out of the reach of others', async () => {
    await using machine = await testMachine();
    const hook = await machine.put('state/hook/hook.sh', '');
    await chmod(hook, 0o666);
    const plan = await planned({ ...machine.environment, marks: [hook] }, MANAGED);
    expect(plan.warnings.map(({ code }) => code)).toContain('hook-not-protected');
  });

  it('does not overwrite a file that somebody else put there', async () => {
    await using machine = await testMachine();
    await machine.put(FILE, '{"model":"opus"}');
    expect(await refusal(machine.environment, MANAGED)).toMatchObject({ code: 'foreign-file' });
  });
});

describe('planInstall for Cowork', () => {
  it('writes the plugin and its marketplace, and takes them away again', async () => {
    await using machine = await testMachine();
    const out = join(machine.root, 'plugin');
    await install(machine.environment, { kind: 'cowork', out });
    expect((await readdir(out, { recursive: true })).sort()).toEqual([
      '.claude-plugin',
      '.claude-plugin/marketplace.json',
      'sallyport',
      'sallyport/.claude-plugin',
      'sallyport/.claude-plugin/plugin.json',
      'sallyport/README.md',
      'sallyport/hooks',
      'sallyport/hooks/hooks.json',
      'sallyport/hooks/sallyport-hook',
    ]);
    const hooks: unknown = JSON.parse(await readFile(join(out, 'sallyport/hooks/hooks.json'), 'utf8'));
    const args = ['${CLAUDE_PLUGIN_ROOT}/hooks/sallyport-hook', 'SessionStart', 'open'];
    expect(hooks).toMatchObject({ hooks: { SessionStart: [{ hooks: [{ command: '/bin/sh', args }] }] } });
    expect((await stat(join(out, 'sallyport/hooks/sallyport-hook'))).mode & 0o777).toBe(0o755);
    expect((await planned(machine.environment, { kind: 'cowork', out })).edits).toEqual([]);
    await uninstall(machine.environment, { kind: 'cowork' });
    expect((await readdir(machine.root)).sort()).toEqual(['state', 'user']);
  });
});
