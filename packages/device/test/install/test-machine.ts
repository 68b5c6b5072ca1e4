import { mkdtemp, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { InstallEnvironment } from '../../src/install/install-plan.ts';

/** The fixed path that fixtures hold; nothing stands there. */
export const HOOK = '/opt/sallyport/hook/hook.sh';

/** A throw-away machine: a person's home, our state folder and a folder of managed settings. */
export interface TestMachine extends AsyncDisposable {
  readonly root: string;
  readonly settings: string;
  readonly environment: InstallEnvironment;
  /** Writes a file below the root, with its folders. */
  put(path: string, content: string | Uint8Array): Promise<string>;
}

export const testMachine = async (): Promise<TestMachine> => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sallyport-install-')));
  await mkdir(join(root, 'user'));
  const environment: InstallEnvironment = {
    home: join(root, 'state'),
    records: join(root, 'state', 'install'),
    userHome: join(root, 'user'),
    variables: {},
    managedFolder: join(root, 'etc', 'claude-code'),
    platform: 'linux',
    version: '0.1.0',
    now: new Date('2026-11-22T10:00:00.000Z'),
    hookCommand: (event, mode) => ({ command: '/bin/sh', args: [HOOK, event, mode] }),
    marks: [HOOK],
    relay: ['/opt/node', '/opt/sallyport/sallyport.mjs', 'mcp', 'run'],
    events: [
      { event: 'SessionStart', timeoutSeconds: 10 },
      { event: 'PreToolUse', matcher: '*', timeoutSeconds: 330 },
      { event: 'PostToolBatch', timeoutSeconds: 20, onFailure: 'block' },
    ],
    lastResort: { tools: { Bash: 'closed', Read: 'closed', Glob: 'open' }, unknownTool: 'open' },
    native: { deny: ['Read(~/.ssh/**)', 'Read(~/.aws/credentials)'] },
    minimumClientVersion: '2.1.295',
  };
  return {
    root,
    settings: join(root, 'user', '.claude', 'settings.json'),
    environment,
    put: async (path, content) => {
      const whole = join(root, path);
      await mkdir(dirname(whole), { recursive: true });
      await writeFile(whole, content);
      return whole;
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
};
