import { existsSync } from 'node:fs';
import { CLIENT_VERSIONS, makeClientHome, runClient, type ScriptedTurn } from '@sallyport/testkit';
import { describe, expect, it } from 'vitest';

const bash = (command: string): ScriptedTurn => [{ type: 'tool_use', name: 'Bash', input: { command } }];
const denyBash = 'echo "not here" >&2; exit 2';
const preToolUse = (command: string) => ({
  hooks: { PreToolUse: [{ matcher: '*', hooks: [{ type: 'command', command }] }] },
});

/** Mount namespaces and other users need it. */
const isRoot = process.getuid?.() === 0;

describe.each(CLIENT_VERSIONS)('the real client %s', (version) => {
  it('runs the tools that the fake model asks for and shows it their results', async () => {
    await using place = await makeClientHome({ 'project/notes.txt': 'the quick brown fox\n' });
    const result = await runClient({
      version,
      prompt: 'look around',
      home: place.home,
      script: [
        bash('echo "$((40 + 2))-from-bash"'),
        [{ type: 'tool_use', name: 'Read', input: { file_path: `${place.cwd}/notes.txt` } }],
        [{ type: 'text', text: 'finished' }],
      ],
    });
    expect(result.exitCode).toBe(0);
    expect(result.toolResults[0]?.text).toContain('42-from-bash');
    expect(result.toolResults[1]?.text).toContain('quick brown fox');
    expect(result.modelSaw('quick brown fox')).toBe(true);
    expect(result.modelSaw('never said')).toBe(false);
    expect(result.stdout).toContain('finished');
    expect(result.sessionId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('obeys a hook of the user settings that this run was given', async () => {
    const result = await runClient({
      version,
      prompt: 'go',
      settings: preToolUse(denyBash),
      script: [bash('echo it-ran-$((1 + 1))')],
    });
    expect(result.toolResults[0]?.isError).toBe(true);
    expect(result.modelSaw('not here')).toBe(true);
    expect(result.modelSaw('it-ran-2')).toBe(false);
  });

  it.skipIf(!isRoot)('sees managed settings that the rest of the machine does not', async () => {
    const before = existsSync('/etc/claude-code');
    const result = await runClient({
      version,
      prompt: 'go',
      managed: { 'managed-settings.json': { ...preToolUse(denyBash), allowManagedHooksOnly: true } },
      settings: { disableAllHooks: true },
      script: [bash('echo it-ran-$((1 + 1))')],
    });
    expect(result.modelSaw('it-ran-2')).toBe(false);
    expect(existsSync('/etc/claude-code')).toBe(before);
  });

  it.skipIf(!isRoot)('can run as another user, who owns the home', async () => {
    const result = await runClient({
      version,
      prompt: 'go',
      uid: 65_534,
      script: [bash('id -u; echo $HOME')],
    });
    expect(result.toolResults[0]?.text).toMatch(/^65534\n/);
  });
});
