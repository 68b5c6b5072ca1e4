import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testMachine } from '../test/install/test-machine.ts';
import { openIdentity } from './identity.ts';
import { openSpool } from './spool/open-spool.ts';
import { StateError } from './state-error.ts';
import { stateHome } from './state-home.ts';

describe('openIdentity', () => {
  it('makes what is missing for its owner alone, and is the same ever after', async () => {
    await using machine = await testMachine();
    const home = stateHome(machine.root);
    const { key: _key, ...first } = openIdentity(home);
    expect(openIdentity(home)).toMatchObject(first);
    expect(new Set([first.hookToken, first.apiToken, first.deviceToken]).size).toBe(3);
    expect(readFileSync(home.hookTokenHeader, 'utf8')).toBe(`X-Sallyport-Token: ${first.hookToken}\n`);
    for (const file of [home.state, home.deviceKey, home.hookTokenHeader, home.apiToken])
      expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('takes a lost or damaged device id from the evidence, which belongs to it', async () => {
    await using machine = await testMachine();
    const home = stateHome(machine.root);
    const { device, key } = openIdentity(home);
    const spool = await openSpool({
      directory: home.spool,
      device,
      tier: 'cooperative',
      signingKey: key,
      now: () => new Date('2026-11-22T12:00:00.000Z'),
    });
    await spool.append({ type: 'lifecycle', event: 'test', detail: {} }, { lane: 'observation' });
    await spool.close();
    for (const damage of ['{"device":', '{}', 'null', undefined]) {
      if (damage === undefined) rmSync(home.state);
      else writeFileSync(home.state, damage);
      expect(openIdentity(home).device).toBe(device);
      expect(readFileSync(home.state, 'utf8')).toBe(`${JSON.stringify({ device })}\n`);
    }
  });

  it('makes a token anew that lost its shape, so that no hook sends what nobody knows', async () => {
    await using machine = await testMachine();
    const home = stateHome(machine.root);
    const before = openIdentity(home);
    for (const damage of [
      '',
      'X-Sallyport-Token: ',
      `Cookie: ${'a'.repeat(64)}`,
      'X-Sallyport-Token: short',
    ]) {
      writeFileSync(home.hookTokenHeader, damage);
      const { hookToken } = openIdentity(home);
      expect(hookToken).toMatch(/^[0-9a-f]{64}$/);
      expect(readFileSync(home.hookTokenHeader, 'utf8')).toBe(`X-Sallyport-Token: ${hookToken}\n`);
    }
    expect(openIdentity(home).apiToken).toBe(before.apiToken);
  });

  it('never replaces a damaged key, because the evidence is signed with it', async () => {
    await using machine = await testMachine();
    const home = stateHome(machine.root);
    openIdentity(home);
    writeFileSync(home.deviceKey, 'not a key');
    expect(() => openIdentity(home)).toThrow(StateError);
    expect(readFileSync(home.deviceKey, 'utf8')).toBe('not a key');
  });
});
