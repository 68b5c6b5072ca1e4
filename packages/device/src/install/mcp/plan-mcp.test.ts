import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testMachine, type TestMachine } from '../../../test/install/test-machine.ts';
import { applyPlan } from '../apply-plan.ts';
import type { InstallPlan } from '../install-plan.ts';
import { planInstall } from '../plan-install.ts';
import { planUninstall } from '../plan-uninstall.ts';

const MCP = { kind: 'mcp' } as const;
const STATE = 'user/.claude.json';
const DESKTOP = 'user/.config/Claude/claude_desktop_config.json';
const RELAY = ['/opt/sallyport/sallyport.mjs', 'mcp', 'run'];

const install = async ({ environment }: TestMachine): Promise<InstallPlan> => {
  const outcome = await planInstall(MCP, environment);
  if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
  expect(await applyPlan(outcome.plan)).toMatchObject({ kind: 'applied' });
  return outcome.plan;
};
const uninstall = async ({ environment }: TestMachine): Promise<void> => {
  const outcome = await planUninstall('mcp', environment);
  if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
  expect(await applyPlan(outcome.plan)).toMatchObject({ kind: 'applied' });
};
const read = (machine: TestMachine, path: string): Promise<string> =>
  readFile(join(machine.root, path), 'utf8');
const servers = async (machine: TestMachine, path = STATE): Promise<Record<string, unknown>> =>
  (JSON.parse(await read(machine, path)) as { mcpServers: Record<string, unknown> }).mcpServers;
const relayed = (name: string, ...words: string[]): object => ({
  command: '/opt/node',
  args: [...RELAY, '--name', name, '--', ...words],
});

describe('install mcp', () => {
  it('puts the relay before servers of the person, of projects and of Claude Desktop, and nothing else changes', async () => {
    await using machine = await testMachine();
    await machine.put(
      STATE,
      JSON.stringify(
        {
          numStartups: 3,
          mcpServers: {
            files: { type: 'stdio', command: 'npx', args: ['-y', 'files'], env: { A: '1' } },
            bare: { command: '/bin/bare' },
          },
          projects: { '/work/x': { mcpServers: { local: { command: 'node', args: ['s.js'] } } } },
        },
        null,
        2,
      ),
    );
    await machine.put(DESKTOP, '{"mcpServers":{"notes":{"command":"uvx","args":["notes"]}}}');
    await install(machine);
    expect(JSON.parse(await read(machine, STATE))).toEqual({
      numStartups: 3,
      mcpServers: {
        files: { type: 'stdio', ...relayed('files', 'npx', '-y', 'files'), env: { A: '1' } },
        bare: relayed('bare', '/bin/bare'),
      },
      projects: { '/work/x': { mcpServers: { local: relayed('local', 'node', 's.js') } } },
    });
    expect(await servers(machine, DESKTOP)).toEqual({ notes: relayed('notes', 'uvx', 'notes') });
  });

  it('done twice changes nothing, and takes in what came later', async () => {
    await using machine = await testMachine();
    await machine.put(STATE, '{"mcpServers":{"a":{"command":"a"}}}');
    await install(machine);
    const again = await install(machine);
    expect([again.edits, again.servers]).toEqual([[], []]);
    const now = await read(machine, STATE);
    await machine.put(STATE, now.replace('"a":', '"b":{"command":"b","args":["1"]},"a":'));
    expect((await install(machine)).servers).toEqual(['b']);
    expect(await servers(machine)).toEqual({ a: relayed('a', 'a'), b: relayed('b', 'b', '1') });
    await uninstall(machine);
    expect(await servers(machine)).toEqual({ a: { command: 'a' }, b: { command: 'b', args: ['1'] } });
  });

  it('a program of somebody else that has our name is no relay: what it stands for gets ours', async () => {
    await using machine = await testMachine();
    const args = ['mcp', 'run', '--name', 'a', '--', 'npx', 'a'];
    await machine.put(STATE, JSON.stringify({ mcpServers: { a: { command: '/tmp/x/sallyport', args } } }));
    await install(machine);
    expect(await servers(machine)).toEqual({ a: relayed('a', 'npx', 'a') });
  });

  it('says of each server that it leaves why', async () => {
    await using machine = await testMachine();
    await machine.put(
      STATE,
      JSON.stringify({
        mcpServers: {
          far: { type: 'http', url: 'https://x.test/mcp' },
          odd: { command: 'x', args: 'y' },
          [`long${'g'.repeat(300)}`]: { command: 'x' },
        },
      }),
    );
    const before = await read(machine, STATE);
    const { warnings } = await install(machine);
    expect(warnings.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => 'server-not-wrapped'));
    expect(warnings[0]?.text).toContain('`far`');
    expect(await read(machine, STATE)).toBe(before);
  });

  it('refuses a file that it cannot read whole, and one with a doubled key where it would write', async () => {
    for (const text of ['{', '{"mcpServers":{"a":{"command":"x","command":"y"}}}']) {
      await using machine = await testMachine();
      await machine.put(STATE, text);
      expect(await planInstall(MCP, machine.environment)).toMatchObject({
        kind: 'refused',
        refusal: { code: 'settings-invalid' },
      });
    }
  });

  it('has nothing to do where no client is, and nothing to undo', async () => {
    await using machine = await testMachine();
    expect((await install(machine)).edits).toEqual([]);
    expect(await readdir(machine.root)).toEqual(['user']);
    expect(await planUninstall('mcp', machine.environment)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'not-installed' },
    });
  });
});

const localServers = async (machine: TestMachine, folder: string): Promise<Record<string, unknown>> => {
  const { projects } = JSON.parse(await read(machine, STATE)) as {
    projects: Record<string, { mcpServers?: Record<string, unknown> }>;
  };
  return projects[folder]?.mcpServers ?? {};
};

describe('a project’s own servers, which its file shares with everybody', () => {
  const SHARED = {
    mcpServers: {
      tracker: { type: 'stdio', command: 'npx', args: ['-y', 'tracker'], env: { A: '${A}' } },
      far: { type: 'http', url: 'https://x.test/mcp' },
      never: { command: 'never' },
      mine: { command: 'theirs' },
    },
  };
  const put = async (machine: TestMachine, project: object = {}): Promise<string> => {
    const folder = join(machine.root, 'work');
    await machine.put('work/.mcp.json', JSON.stringify(SHARED));
    const said = {
      enabledMcpjsonServers: ['tracker', 'far', 'mine', 'gone'],
      disabledMcpjsonServers: ['never'],
      mcpServers: { mine: { command: 'own' } },
      ...project,
    };
    await machine.put(STATE, JSON.stringify({ projects: { [folder]: said } }, null, 2));
    return folder;
  };
  const STANDS = {
    type: 'stdio',
    command: '/opt/node',
    args: [...RELAY, '--project', '--name', 'tracker', '--', 'npx', '-y', 'tracker'],
    env: { A: '${A}' },
  };

  it('have one of the person’s before them where the person said yes, until uninstall', async () => {
    await using machine = await testMachine();
    const folder = await put(machine);
    const before = await read(machine, STATE);
    const { warnings } = await install(machine);
    expect(await localServers(machine, folder)).toEqual({ mine: relayed('mine', 'own'), tracker: STANDS });
    expect(warnings.map(({ text }) => /the server `(.*?)`/.exec(text)?.[1])).toEqual(['far']);
    expect(JSON.parse(await read(machine, 'work/.mcp.json'))).toEqual(SHARED);
    expect((await install(machine)).edits).toEqual([]);
    await uninstall(machine);
    expect(await read(machine, STATE)).toBe(before);
  });

  it('are let go when the person says no, or the project has another', async () => {
    await using machine = await testMachine();
    const folder = await put(machine, { mcpServers: undefined });
    await install(machine);
    expect(await localServers(machine, folder)).toEqual({
      tracker: STANDS,
      mine: expect.anything() as object,
    });
    const other = { mcpServers: { tracker: { command: 'other' } } };
    await machine.put('work/.mcp.json', JSON.stringify(other));
    await install(machine);
    const args = [...RELAY, '--project', '--name', 'tracker', '--', 'other'];
    expect(await localServers(machine, folder)).toEqual({ tracker: { command: '/opt/node', args } });
    await machine.put('work/.claude/settings.local.json', '{"disabledMcpjsonServers":["tracker"]}');
    await install(machine);
    expect(await localServers(machine, folder)).toEqual({});
  });

  it('count as said yes to where later clients keep that word', async () => {
    await using machine = await testMachine();
    const folder = await put(machine, { enabledMcpjsonServers: undefined, mcpServers: undefined });
    await install(machine);
    expect(await localServers(machine, folder)).toEqual({});
    await machine.put('work/.claude/settings.local.json', '{"enabledMcpjsonServers":["tracker"]}');
    await install(machine);
    expect(await localServers(machine, folder)).toEqual({ tracker: STANDS });
    await machine.put('work/.claude/settings.local.json', '{"enableAllProjectMcpServers":true}');
    await install(machine);
    expect(Object.keys(await localServers(machine, folder))).toEqual(['tracker', 'mine']);
  });

  it('come out of a file that the client has written anew', async () => {
    await using machine = await testMachine();
    const folder = await put(machine);
    await install(machine);
    const now = JSON.parse(await read(machine, STATE)) as object;
    await machine.put(STATE, JSON.stringify({ ...now, numStartups: 1 }));
    await uninstall(machine);
    expect(await localServers(machine, folder)).toEqual({ mine: { command: 'own' } });
  });
});

describe('the client’s lists of servers', () => {
  const A = { command: 'npx', args: ['-y', 'a'] };
  const state = JSON.stringify({ mcpServers: { a: A } });

  it.each([
    ['denied by its words', { deniedMcpServers: [{ serverCommand: ['npx', '-y', 'a'] }] }],
    ['denied by its name', { deniedMcpServers: [{ serverName: 'a' }] }],
    ['not among those allowed by words', { allowedMcpServers: [{ serverCommand: ['npx', 'b'] }] }],
  ])('a server that is %s keeps its words', async (_, settings) => {
    await using machine = await testMachine();
    await machine.put(STATE, state);
    await machine.put('user/.claude/settings.json', JSON.stringify(settings));
    expect((await install(machine)).warnings).toMatchObject([{ code: 'server-not-wrapped' }]);
    expect(await servers(machine)).toEqual({ a: A });
  });

  it('a person’s own list that allows it by its words allows the new words too, until uninstall', async () => {
    await using machine = await testMachine();
    await machine.put(STATE, state);
    const settings = '{\n  "allowedMcpServers": [{ "serverCommand": ["npx", "-y", "a"] }]\n}\n';
    await machine.put('user/.claude/settings.json', settings);
    await install(machine);
    expect(JSON.parse(await readFile(machine.settings, 'utf8'))).toEqual({
      allowedMcpServers: [
        { serverCommand: ['npx', '-y', 'a'] },
        { serverCommand: ['/opt/node', ...RELAY, '--name', 'a', '--', 'npx', '-y', 'a'] },
      ],
    });
    const changed = (await readFile(machine.settings, 'utf8')).replace('{', '{\n  "model": "x",');
    await machine.put('user/.claude/settings.json', changed);
    await uninstall(machine);
    expect(JSON.parse(await readFile(machine.settings, 'utf8'))).toEqual({
      model: 'x',
      allowedMcpServers: [{ serverCommand: ['npx', '-y', 'a'] }],
    });
    expect(await read(machine, STATE)).toBe(state);
  });

  it('an administrator’s list that allows it by its words is not ours to change', async () => {
    await using machine = await testMachine();
    await machine.put(STATE, state);
    const list = JSON.stringify({ allowedMcpServers: [{ serverCommand: ['npx', '-y', 'a'] }] });
    await machine.put('etc/claude-code/managed-settings.d/10-servers.json', list);
    expect((await install(machine)).warnings[0]?.text).toContain('administrator');
    expect(await servers(machine)).toEqual({ a: A });
  });

  it('a list that can’t be read may hold anything, so servers keep their words', async () => {
    await using machine = await testMachine();
    await machine.put(STATE, state);
    await machine.put('etc/claude-code/managed-settings.json', '{"deniedMcpServers":');
    await install(machine);
    expect(await servers(machine)).toEqual({ a: A });
  });
});

const word = fc.oneof(
  fc.string(),
  fc.constantFrom('--', 'mcp', 'run', '-y', '${HOME}', 'sallyport', '/bin/x'),
);
const server = fc.record(
  {
    type: fc.constant('stdio'),
    command: word.filter((text) => text !== ''),
    args: fc.array(word, { maxLength: 4 }),
    env: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
  },
  { requiredKeys: ['command'] },
);
const table = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), server, { maxKeys: 3 });

const words = ({ command, args = [] }: { command: string; args?: string[] }): readonly string[] => [
  command,
  ...args,
];

describe('property: what goes in comes out', () => {
  const layouts = fc.constantFrom(undefined, 2, '\t');

  it('the very bytes, where nobody changed the file', async () => {
    await fc.assert(
      fc.asyncProperty(table, table, layouts, async (mcpServers, inProject, indent) => {
        await using machine = await testMachine();
        const before = JSON.stringify(
          { mcpServers, projects: { '/p': { mcpServers: inProject } } },
          null,
          indent,
        );
        await machine.put(STATE, before);
        await install(machine);
        await uninstall(machine).catch(() => undefined);
        expect(await read(machine, STATE)).toBe(before);
      }),
      { numRuns: 60 },
    );
  });

  it('the same servers, where the client has written the file anew in its own way', async () => {
    await fc.assert(
      fc.asyncProperty(table, layouts, layouts, async (mcpServers, indent, anew) => {
        await using machine = await testMachine();
        await machine.put(STATE, JSON.stringify({ mcpServers }, null, indent));
        await install(machine);
        const now = JSON.parse(await read(machine, STATE)) as object;
        await machine.put(STATE, JSON.stringify({ ...now, numStartups: 1 }, null, anew));
        await uninstall(machine).catch(() => undefined);
        const after = (await servers(machine)) as typeof mcpServers;
        expect(Object.entries(after).map(([name, each]) => [name, words(each), each.env])).toEqual(
          Object.entries(mcpServers).map(([name, each]) => [name, words(each), each.env]),
        );
      }),
      { numRuns: 60 },
    );
  });
});
