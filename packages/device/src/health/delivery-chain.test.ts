import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ChainLink, CHAIN_LINKS } from '@sallyport/fleet-protocol';
import { healthMachine, type HealthMachine } from '../../test/health/health-machine.ts';
import { checkHealth } from './check-health.ts';
import { deliveryChain } from './delivery-chain.ts';
import type { HealthEnvironment } from './health-environment.ts';

const chain = async (machine: HealthMachine, change: Partial<HealthEnvironment> = {}) => {
  const snapshot = await machine.snapshot(change);
  return deliveryChain(snapshot, checkHealth(snapshot)).map((link) => ChainLink.parse(link));
};
const oks = (links: readonly ChainLink[]) => links.map(({ ok }) => ok);

describe('deliveryChain', () => {
  it('shows the last proof of every link where all is well', async () => {
    await using machine = await healthMachine();
    const links = await chain(machine);
    expect(links.map(({ id }) => id)).toEqual([...CHAIN_LINKS]);
    expect(oks(links)).toEqual([true, true, true, true, true]);
    expect(links[2]).toMatchObject({
      tool: 'Bash',
      session: 'session-1',
      at: '2026-11-22T10:07:00.000Z',
      fix: null,
    });
    expect(links[3]).toMatchObject({ status: '200', bytes: 900 });
    expect(links[4]).toMatchObject({ status: 'record 7' });
  });

  it('claims nothing behind a broken link, and gives one fix: for that link', async () => {
    await using machine = await healthMachine();
    await rm(machine.state('hook/hook.sh'));
    const links = await chain(machine);
    expect(oks(links)).toEqual([true, true, false, null, null]);
    expect(links.filter(({ fix }) => fix !== null)).toMatchObject([{ id: 'hook-seen' }]);
  });

  it('waits for the first hook call after a fresh install, and says how to make one', async () => {
    await using machine = await healthMachine();
    await machine.proofs((good) => ({ ...good, hook: null, evaluate: null, stored: null, sessions: {} }));
    await rm(machine.user('.claude/projects'), { recursive: true });
    const links = await chain(machine);
    expect(oks(links)).toEqual([true, true, null, null, null]);
    expect(links[2]?.fix).toContain('ask `claude`');
  });

  it('does not take a proof from before the install for one of it', async () => {
    await using machine = await healthMachine();
    await machine.proofs((good) => ({
      ...good,
      hook: {
        event: 'PreToolUse',
        tool: 'Bash',
        at: '2026-11-22T09:00:00.000Z',
        session: null,
        clientVersion: null,
      },
    }));
    expect(oks(await chain(machine))).toEqual([true, true, null, null, null]);
  });

  it('shows that the guard is down where the decision would be', async () => {
    await using machine = await healthMachine();
    const links = await chain(machine, { probeDaemon: async () => ({ kind: 'down', why: 'ENOENT' }) });
    expect(oks(links)).toEqual([true, true, true, false, null]);
    expect(links[3]?.fix).toBe('run `sallyport up`');
  });

  it('begins with the install where there is none', async () => {
    await using machine = await healthMachine();
    await rm(machine.state('install'), { recursive: true });
    const links = await chain(machine);
    expect(oks(links)).toEqual([false, null, null, null, null]);
    expect(links[0]?.fix).toContain('sallyport install');
  });
});
