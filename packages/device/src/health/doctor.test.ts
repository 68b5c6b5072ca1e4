import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  edit,
  healthMachine,
  putProcess,
  removeAll,
  transcriptLine,
  type HealthMachine,
} from '../../test/health/health-machine.ts';
import { checkHealth, PROBLEMS, type ProblemCode } from './check-health.ts';
import type { HealthEnvironment } from './health-environment.ts';

type Change = Partial<HealthEnvironment>;

interface Fault {
  readonly name: string;
  readonly code: ProblemCode;
  /** Breaks the machine; what it answers changes the environment that is looked at. */
  readonly induce: (machine: HealthMachine) => Promise<Change | void>;
}

const settingsFile = (machine: HealthMachine): string => machine.user('.claude/settings.json');
const pluginCopy = (machine: HealthMachine): string =>
  machine.user('.claude/plugins/cache/sallyport-org/sallyport/0.1.0');
const installedPlugins = (machine: HealthMachine): string =>
  machine.user('.claude/plugins/installed_plugins.json');
/** As the guard of a managed machine keeps them. */
const putLooks = async (machine: HealthMachine, looks: object): Promise<void> => {
  await mkdir(machine.state('inventory'), { recursive: true });
  await writeFile(machine.state('inventory/looks.json'), JSON.stringify(looks));
};
const hoursAgo = ({ health }: HealthMachine, hours: number): string =>
  new Date(health.now.getTime() - hours * 3_600_000).toISOString();
const withVariables =
  (more: Readonly<Record<string, string>>) =>
  async ({ health }: HealthMachine): Promise<Change> => ({ variables: { ...health.variables, ...more } });

const FAULTS: readonly Fault[] = [
  {
    name: 'a server was added since the others were put behind the gateway',
    code: 'servers-not-behind-gateway',
    induce: async () => ({ findServersApart: () => Promise.resolve(['later']) }),
  },
  {
    name: 'somebody’s home was last looked at two days ago',
    code: 'inventory-old',
    induce: (machine) => putLooks(machine, { 2001: { user: 'ada', at: hoursAgo(machine, 48), unread: 0 } }),
  },
  {
    name: 'no look at somebody’s home ever came to its end',
    code: 'inventory-old',
    induce: (machine) =>
      putLooks(machine, { 2001: { user: 'ada', at: null, unread: 0, failed: 'it took too long' } }),
  },
  {
    name: 'somebody keeps a folder from the guard',
    code: 'inventory-unread',
    induce: (machine) =>
      putLooks(machine, {
        2001: {
          user: 'ada',
          at: hoursAgo(machine, 1),
          unread: 1,
          first: '/home/ada/.claude: it may not be read',
        },
      }),
  },
  {
    name: 'nothing was ever installed',
    code: 'not-installed',
    induce: async (machine) => {
      await removeAll(machine.state('install'));
      await rm(settingsFile(machine));
    },
  },
  {
    name: 'an install record is damaged',
    code: 'install-record-damaged',
    induce: ({ state }) => writeFile(state('install/cowork.json'), '{'),
  },
  {
    name: 'the client settings are not JSON',
    code: 'settings-invalid',
    induce: (machine) => writeFile(settingsFile(machine), '{ "hooks": '),
  },
  {
    name: 'the client settings hold a comment',
    code: 'settings-invalid',
    induce: (machine) => edit(settingsFile(machine), '{', '{ // mine'),
  },
  {
    name: 'one hook entry was taken out of the settings',
    code: 'hook-entries-missing',
    induce: (machine) => edit(settingsFile(machine), '"SessionStart"', '"SessionStarted"'),
  },
  {
    name: 'the settings file is gone',
    code: 'hook-entries-missing',
    induce: (machine) => rm(settingsFile(machine)),
  },
  {
    name: 'an earlier version wrote the entries, with ten seconds for a tool',
    code: 'hook-wait-too-short',
    induce: (machine) => edit(settingsFile(machine), '"timeout": 330', '"timeout": 10'),
  },
  {
    name: 'hooks are switched off in the settings',
    code: 'hooks-disabled',
    induce: (machine) => edit(settingsFile(machine), '{', '{ "disableAllHooks": true,'),
  },
  {
    name: 'the hook script is gone',
    code: 'hook-script-missing',
    induce: ({ state }) => rm(state('hook/hook.sh')),
  },
  {
    name: 'a folder stands where the hook script was',
    code: 'hook-script-missing',
    induce: async ({ state }) => {
      await rm(state('hook/hook.sh'));
      await mkdir(state('hook/hook.sh'));
    },
  },
  {
    name: 'the hook token is gone',
    code: 'token-missing',
    induce: ({ state }) => rm(state('secrets/hook-token')),
  },
  {
    name: 'the hook token is empty',
    code: 'token-missing',
    induce: ({ state }) => writeFile(state('secrets/hook-token'), '\n'),
  },
  {
    name: 'the daemon has another token',
    code: 'token-wrong',
    induce: ({ state }) => writeFile(state('secrets/hook-token'), 'X-Sallyport-Token: other\n'),
  },
  {
    name: 'everybody can read the token',
    code: 'token-exposed',
    induce: ({ state }) => chmod(state('secrets/hook-token'), 0o644),
  },
  {
    name: 'the marketplace is not registered',
    code: 'marketplace-missing',
    induce: ({ user }) => writeFile(user('.claude/plugins/known_marketplaces.json'), '{"other":{}}'),
  },
  {
    name: 'the plugin is not in the cache',
    code: 'plugin-not-cached',
    induce: (machine) => removeAll(machine.user('.claude/plugins/cache')),
  },
  {
    name: 'the cached plugin has no hooks',
    code: 'plugin-hooks-missing',
    induce: (machine) => rm(join(pluginCopy(machine), 'hooks/hooks.json')),
  },
  {
    name: 'the cached plugin is of an earlier build',
    code: 'plugin-stale',
    induce: (machine) => edit(join(pluginCopy(machine), 'hooks/hooks.json'), 'SessionStart', 'SessionBegin'),
  },
  {
    name: 'the plugin is switched off',
    code: 'plugin-disabled',
    induce: (machine) =>
      edit(settingsFile(machine), '{', '{ "enabledPlugins": {"sallyport@sallyport-org": false},'),
  },
  {
    name: 'a plugin of the same name is enabled from elsewhere',
    code: 'plugin-shadowed',
    induce: (machine) => edit(settingsFile(machine), '{', '{ "enabledPlugins": {"sallyport@mine": true},'),
  },
  {
    name: 'a plugin of the same name is installed from elsewhere',
    code: 'plugin-shadowed',
    induce: (machine) => edit(installedPlugins(machine), '"plugins":{', '"plugins":{"sallyport@mine":[],'),
  },
  {
    name: 'the plugin is installed for a folder that has moved',
    code: 'plugin-workspace-moved',
    induce: (machine) =>
      edit(installedPlugins(machine), '"scope":"user"', '"scope":"project","projectPath":"/gone/x"'),
  },
  { name: 'no client is there', code: 'client-not-found', induce: ({ user }) => removeAll(user('.local')) },
  {
    name: 'the client is an old one',
    code: 'client-too-old',
    induce: async (machine) => {
      const old = await machine.put('user/.local/share/claude/versions/2.1.197', '');
      await rm(machine.user('.local/bin/claude'));
      await symlink(old, machine.user('.local/bin/claude'));
    },
  },
  {
    name: 'a client runs that was started before the install',
    code: 'client-not-restarted',
    induce: (machine) => putProcess(machine, 4000, 30 * 60),
  },
  {
    name: 'a session from before the install goes on, where processes cannot be listed',
    code: 'client-not-restarted',
    induce: async (machine) => {
      const old = { session: 'session-0', cwd: machine.workspace };
      await machine.transcript(
        'session-0',
        transcriptLine({ ...old, at: '2026-11-22T09:30:00.000Z' }) +
          transcriptLine({ ...old, at: '2026-11-22T10:30:00.000Z', tool: 'Read' }),
      );
      return { procFolder: '/nowhere' };
    },
  },
  {
    name: 'a session acts long after its last hook call',
    code: 'session-stale',
    induce: async (machine) => {
      const acts = {
        session: 'session-1',
        cwd: machine.workspace,
        at: '2026-11-22T10:40:00.000Z',
        tool: 'Bash',
      };
      await machine.transcript('session-1b', transcriptLine(acts));
    },
  },
  {
    name: 'a session acts and never called the hook',
    code: 'session-blind',
    induce: async (machine) => {
      const acts = {
        session: 'session-2',
        cwd: machine.workspace,
        at: '2026-11-22T10:40:00.000Z',
        tool: 'Bash',
      };
      await machine.transcript('session-2', transcriptLine(acts));
    },
  },
  {
    name: 'the folder of a session was moved',
    code: 'workspace-moved',
    induce: ({ workspace }) => removeAll(workspace),
  },
  {
    name: 'a repository brings hooks',
    code: 'repository-touches-hooks',
    induce: async (machine) => void (await machine.put('user/project/.claude/settings.json', '{"hooks":{}}')),
  },
  {
    name: 'a repository sets a variable that reaches hooks',
    code: 'repository-touches-hooks',
    induce: async (machine) =>
      void (await machine.put('user/project/.claude/settings.local.json', '{"env":{"BASH_ENV":"./x"}}')),
  },
  {
    name: 'a proxy takes requests to this machine too',
    code: 'proxy-interference',
    induce: withVariables({ https_proxy: 'http://me:secret@proxy.corp:3128' }),
  },
  {
    name: 'the client settings set a proxy',
    code: 'proxy-interference',
    induce: (machine) =>
      edit(settingsFile(machine), '{', '{ "env": {"ALL_PROXY": "socks5://10.0.0.1:1080"},'),
  },
  {
    name: 'curl is configured elsewhere',
    code: 'proxy-interference',
    induce: withVariables({ CURL_HOME: '/tmp/x' }),
  },
  {
    name: 'curl has a configuration',
    code: 'proxy-interference',
    induce: async (machine) => void (await machine.put('user/.curlrc', 'output = /dev/null\n')),
  },
  {
    name: 'the client talks to a stranger',
    code: 'base-url-foreign',
    induce: withVariables({ ANTHROPIC_BASE_URL: 'https://api.anthropic.com.example.net' }),
  },
  {
    name: 'the daemon is down',
    code: 'daemon-down',
    induce: async () => ({ probeDaemon: async () => ({ kind: 'down', why: 'ECONNREFUSED' }) }),
  },
  {
    name: 'there is no policy',
    code: 'bundle-missing',
    induce: async () => ({ inspectBundle: async () => ({ kind: 'missing' }) }),
  },
  {
    name: 'the policy is not signed',
    code: 'bundle-invalid',
    induce: async () => ({ inspectBundle: async () => ({ kind: 'invalid', why: 'the signature is wrong' }) }),
  },
  {
    name: 'the policy is out of date',
    code: 'bundle-stale',
    induce: async () => ({ inspectBundle: async () => ({ kind: 'ok', version: '1', stale: true }) }),
  },
  {
    name: 'the list of people can not be used',
    code: 'people-unusable',
    induce: ({ state }) =>
      writeFile(state('people.yaml'), 'apiVersion: sallyport/v1\nkind: People\npersons: []\n'),
  },
  {
    name: "the list of the admins' own detectors can not be used",
    code: 'detectors-unusable',
    induce: ({ state }) =>
      writeFile(state('detectors.yaml'), 'apiVersion: sallyport/v1\nkind: Detectors\nwords: []\n'),
  },
  {
    name: 'the evidence chain is broken',
    code: 'evidence-broken',
    induce: async () => ({ verifyEvidence: async () => ({ kind: 'broken', breaks: ['record 5'] }) }),
  },
  {
    name: 'the disk is nearly full',
    code: 'disk-nearly-full',
    induce: async () => ({ freeBytes: async () => 1_000_000 }),
  },
  {
    name: 'the clock went back',
    code: 'clock-jump',
    induce: async ({ proofs }) =>
      proofs((good) => ({ ...good, stored: { seq: 8, at: '2026-11-22T12:00:00.000Z' } })),
  },
  {
    name: 'the clock went forward while the machine ran',
    code: 'clock-jump',
    induce: async ({ proofs }) =>
      proofs((good) => ({ ...good, clock: { bootId: 'boot-1', bootedAt: '2026-11-22T08:00:00.000Z' } })),
  },
  {
    name: 'the list of proofs is damaged',
    code: 'proofs-damaged',
    induce: ({ state }) => writeFile(state('proofs.json'), '{"v":1'),
  },
];

describe('doctor', () => {
  it('has nothing to say about a machine on which all is well', async () => {
    await using machine = await healthMachine();
    expect(checkHealth(await machine.snapshot())).toEqual([]);
  });

  for (const { name, code, induce } of FAULTS) {
    it(`names \`${code}\` and nothing else when ${name}`, async () => {
      await using machine = await healthMachine();
      const change = (await induce(machine)) ?? {};
      const problems = checkHealth(await machine.snapshot(change));
      expect(problems.map((problem) => problem.code)).toEqual([code]);
      for (const { text, fix } of problems[0]?.places ?? []) {
        // Every place in the templates was filled, and a fix is there.
        expect(`${text} ${fix}`).not.toMatch(/\{\w*\}|undefined|``/);
        expect(fix).not.toBe('');
        expect(text).not.toContain('secret@');
      }
    });
  }

  it('does not mind a client that was started earlier with another home', async () => {
    await using machine = await healthMachine();
    await putProcess(machine, 4000, 30 * 60);
    await machine.put('proc/4000/environ', 'A=b\0HOME=/home/other\0');
    expect(checkHealth(await machine.snapshot())).toEqual([]);
    await machine.put('proc/4000/environ', `HOME=${machine.user('')}\0`);
    expect(checkHealth(await machine.snapshot()).map(({ code }) => code)).toEqual(['client-not-restarted']);
  });

  it('has a fault for every problem it knows', () => {
    expect(new Set(FAULTS.map(({ code }) => code))).toEqual(new Set(PROBLEMS.map(({ code }) => code)));
  });

  it('depends only on problems that exist, and never in a circle', () => {
    const byCode = new Map(PROBLEMS.map((problem) => [problem.code as string, problem]));
    const causes = (code: string, path: readonly string[]): void => {
      expect(path).not.toContain(code);
      for (const cause of byCode.get(code)?.dependsOn ?? []) {
        expect(byCode.has(cause)).toBe(true);
        causes(cause, [...path, code]);
      }
    };
    for (const code of byCode.keys()) causes(code, []);
  });

  it('finds its way on an empty machine', async () => {
    await using machine = await healthMachine();
    await removeAll(machine.state(''));
    await removeAll(machine.user(''));
    const codes = checkHealth(await machine.snapshot()).map(({ code }) => code);
    expect(codes).toEqual(['not-installed', 'client-not-found']);
  });
});
