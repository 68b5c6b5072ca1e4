import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testMachine, type TestMachine } from '../../../test/install/test-machine.ts';
import { readRemoteServers, remoteServerId } from '../../mcp-gateway/http/remote-servers.ts';
import { applyPlan } from '../apply-plan.ts';
import type { InstallEnvironment, InstallPlan, PlanOutcome } from '../install-plan.ts';
import { planInstall } from '../plan-install.ts';
import { planUninstall } from '../plan-uninstall.ts';

const STATE = 'user/.claude.json';
const ORIGIN = 'http://127.0.0.1:7073';
const FAR = { type: 'http', url: 'https://x.test/mcp?a=1', headers: { Authorization: 'Bearer ${T}' } };

const withGateway = ({ environment, root }: TestMachine, origin = ORIGIN): InstallEnvironment => ({
  ...environment,
  gateway: { origin, serversFile: join(root, 'state/mcp/remote-servers.json') },
});
const carryOut = async (outcome: PlanOutcome): Promise<InstallPlan> => {
  if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
  expect(await applyPlan(outcome.plan)).toMatchObject({ kind: 'applied' });
  return outcome.plan;
};
const install = async (machine: TestMachine, origin?: string): Promise<InstallPlan> =>
  carryOut(await planInstall({ kind: 'mcp' }, withGateway(machine, origin)));
const uninstall = async (machine: TestMachine): Promise<InstallPlan> =>
  carryOut(await planUninstall('mcp', withGateway(machine)));
const read = (machine: TestMachine): Promise<string> => readFile(join(machine.root, STATE), 'utf8');
const servers = async (machine: TestMachine): Promise<Record<string, { url: string }>> =>
  (JSON.parse(await read(machine)) as { mcpServers: Record<string, { url: string }> }).mcpServers;
const registered = (machine: TestMachine) => {
  const outcome = readRemoteServers(join(machine.root, 'state/mcp/remote-servers.json'));
  if (outcome.kind !== 'ok') throw new Error(outcome.kind);
  return outcome.file;
};

describe('install mcp, for servers over HTTP', () => {
  it('sends the client to the gateway, which knows what stands there, and nothing else of the entry changes', async () => {
    await using machine = await testMachine();
    const before = JSON.stringify(
      { mcpServers: { far: FAR, same: { ...FAR, type: 'streamable-http' } } },
      null,
      2,
    );
    await machine.put(STATE, before);
    await install(machine);
    const { key, servers: known } = registered(machine);
    const far = { name: 'far', url: FAR.url };
    expect(known).toEqual([far, { ...far, name: 'same' }]);
    expect((await servers(machine))['far']).toEqual({
      ...FAR,
      url: `${ORIGIN}/mcp/${key}/${remoteServerId(far)}#${FAR.url}`,
    });
    expect((await stat(join(machine.root, 'state/mcp/remote-servers.json'))).mode & 0o777).toBe(0o600);
    expect((await install(machine)).edits).toEqual([]);
    await uninstall(machine);
    expect(await read(machine)).toBe(before);
    expect(existsSync(join(machine.root, 'state/mcp/remote-servers.json'))).toBe(false);
  });

  it('goes along when the gateway has another port, and keeps its key', async () => {
    await using machine = await testMachine();
    await machine.put(STATE, JSON.stringify({ mcpServers: { far: FAR } }));
    await install(machine);
    const { key } = registered(machine);
    await install(machine, 'http://127.0.0.1:9000');
    const id = remoteServerId({ name: 'far', url: FAR.url });
    expect((await servers(machine))['far']?.url).toBe(`http://127.0.0.1:9000/mcp/${key}/${id}#${FAR.url}`);
    await uninstall(machine);
    expect(await servers(machine)).toEqual({ far: FAR });
  });

  it('says of each server that it leaves why', async () => {
    await using machine = await testMachine();
    const mcpServers = {
      old: { type: 'sse', url: 'https://x.test/sse' },
      bare: { url: 'https://x.test/mcp' },
      plain: { type: 'http', url: 'http://x.test/mcp' },
      login: { type: 'http', url: 'https://a:b@x.test/mcp' },
      filled: { type: 'http', url: 'https://${HOST}/mcp' },
    };
    await machine.put(STATE, JSON.stringify({ mcpServers }));
    const { warnings, edits } = await install(machine);
    expect(warnings.map(({ code }) => code)).toEqual(Object.keys(mcpServers).map(() => 'server-not-wrapped'));
    expect(edits).toEqual([]);
  });

  it.each([
    ['denied by its address', { deniedMcpServers: [{ serverUrl: 'https://*.test/*' }] }],
    ['denied by its name', { deniedMcpServers: [{ serverName: 'far' }] }],
    ['reached where no server may be', { deniedMcpServers: [{ serverUrl: 'http://*' }] }],
    ['not among those allowed by address', { allowedMcpServers: [{ serverUrl: 'https://y.test/*' }] }],
  ])('a server that is %s keeps its address', async (_what, settings) => {
    await using machine = await testMachine();
    await machine.put(STATE, JSON.stringify({ mcpServers: { far: FAR } }));
    await machine.put('user/.claude/settings.json', JSON.stringify(settings));
    expect((await install(machine)).warnings).toMatchObject([{ code: 'server-not-wrapped' }]);
    expect(await servers(machine)).toEqual({ far: FAR });
  });

  it('a person’s own list that allows it by its address allows the new one too, until uninstall', async () => {
    await using machine = await testMachine();
    await machine.put(STATE, JSON.stringify({ mcpServers: { far: FAR } }));
    await machine.put(
      'user/.claude/settings.json',
      '{"allowedMcpServers":[{"serverUrl":"https://x.test/*"}]}',
    );
    await install(machine);
    const { url = '' } = (await servers(machine))['far'] ?? {};
    const own = `${url.split('#')[0] ?? ''}*`;
    expect(JSON.parse(await readFile(machine.settings, 'utf8'))).toEqual({
      allowedMcpServers: [{ serverUrl: 'https://x.test/*' }, { serverUrl: own }],
    });
    await machine.put(
      'user/.claude/settings.json',
      (await readFile(machine.settings, 'utf8')).replace('{', '{"a":1,'),
    );
    await uninstall(machine);
    expect(JSON.parse(await readFile(machine.settings, 'utf8'))).toEqual({
      a: 1,
      allowedMcpServers: [{ serverUrl: 'https://x.test/*' }],
    });
  });

  it('property: the very addresses come back, also where the client has written the file anew', async () => {
    const url = fc.webUrl({ validSchemes: ['https'], withFragments: true, withQueryParameters: true });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), url),
        fc.boolean(),
        async (urls, anew) => {
          await using machine = await testMachine();
          const mcpServers = Object.fromEntries(
            Object.entries(urls).map(([name, each]) => [name, { type: 'http', url: each }]),
          );
          const before = JSON.stringify({ mcpServers });
          await machine.put(STATE, before);
          await install(machine);
          if (anew)
            await machine.put(
              STATE,
              JSON.stringify({ ...(JSON.parse(await read(machine)) as object), n: 1 }, null, 2),
            );
          await uninstall(machine).catch(() => undefined);
          expect(await servers(machine)).toEqual(mcpServers);
          expect(anew || (await read(machine)) === before).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});
