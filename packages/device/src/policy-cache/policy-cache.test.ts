import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { quietFacts } from '@sallyport/action-model';
import { signedText, type BundleEnvelope, type PolicyBundle } from '@sallyport/fleet-protocol';
import { decide } from '@sallyport/policy-core';
import { describe, expect, it } from 'vitest';
import { actionOf } from '../../test/action-support.ts';
import { testMachine } from '../../test/install/test-machine.ts';
import { policyDoor } from '../hook-endpoint/make-door.ts';
import { stateHome, type StateHome } from '../state-home.ts';
import { PolicyCache } from './policy-cache.ts';
import { shippedPack } from './shipped-packs.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const AFTER_STALE = new Date('2026-12-01T00:00:00.000Z');

function signer(keyId = 'key-1') {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    // The PEM export of a key is text; the type leaves the binary formats open.
    key: { keyId, publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }) as string },
    bundle: (
      sequence: number,
      documents: PolicyBundle['documents'] = shippedPack('individual'),
      whenStale: PolicyBundle['whenStale'] = 'keep',
    ) => {
      const payload = JSON.stringify({
        format: 1,
        sequence,
        version: `${sequence}-test`,
        createdAt: '2026-11-22T10:00:00.000Z',
        staleAfter: '2026-11-29T10:00:00.000Z',
        whenStale,
        pack: 'individual',
        documents,
        keyId,
      } satisfies PolicyBundle);
      const signature = sign(null, Buffer.from(signedText(payload)), privateKey).toString('base64');
      return { payload, signature, keyId } satisfies BundleEnvelope;
    },
  };
}

const cacheOf = (home: StateHome, now = NOW): PolicyCache => new PolicyCache(home, () => now);

const ruleAbout = (program: string, id: string, verdict: string) => ({
  id,
  on: ['shell.run'],
  when: `action.command.programs.exists(c, c.name == '${program}')`,
  verdict,
  say: 'because',
});

const stopsTheGuard = actionOf({
  kind: 'shell.run',
  origin: { home: '/home/ada' },
  tool: { name: 'Bash', provenance: 'built-in', known: true },
  command: {
    text: 'sallyport down',
    shell: 'bash',
    programs: [
      {
        name: 'sallyport',
        given: 'sallyport',
        args: ['down'],
        flags: [],
        via: [],
        certain: true,
        elevated: false,
      },
    ],
    marks: [],
  },
});

describe('PolicyCache', () => {
  it('has no policy before one was received, and a last-resort table all the same', async () => {
    await using machine = await testMachine();
    const cache = cacheOf(stateHome(machine.root));
    expect(cache.state).toMatchObject({ ok: false, failure: 'no-bundle' });
    expect(cache.lastResort.tools['Bash']).toBe('closed');
  });

  it('takes a bundle that the pinned key signed, and has it after a restart without anybody to ask', async () => {
    await using machine = await testMachine();
    const home = stateHome(machine.root);
    const { key, bundle } = signer();
    const cache = cacheOf(home);
    expect(cache.accept(bundle(3))).toMatchObject({ ok: false });
    expect(cache.pin(key)).toEqual({ ok: true, version: 'key-1' });
    expect(cache.accept(bundle(3))).toEqual({ ok: true, version: '3-test' });
    expect(cacheOf(home).state).toMatchObject({ ok: true, stale: false, bundle: { sequence: 3 } });
  });

  it('pins the first key only', async () => {
    await using machine = await testMachine();
    const home = stateHome(machine.root);
    const [ours, theirs] = [signer('key-1'), signer('key-2')];
    const cache = cacheOf(home);
    cache.pin(ours.key);
    expect(cache.pin(ours.key)).toMatchObject({ ok: true });
    expect(cache.pin(theirs.key)).toMatchObject({
      ok: false,
      why: expect.stringContaining('key-2') as string,
    });
    expect(cache.accept(theirs.bundle(9))).toMatchObject({ ok: false });
    // The right name is not the right key.
    expect(cache.accept(signer('key-1').bundle(9))).toMatchObject({ ok: false });
  });

  it('refuses an older bundle, also after a restart and from its own file', async () => {
    await using machine = await testMachine();
    const home = stateHome(machine.root);
    const { key, bundle } = signer();
    const cache = cacheOf(home);
    cache.pin(key);
    cache.accept(bundle(5));
    for (const one of [cache, cacheOf(home)]) {
      expect(one.accept(bundle(4))).toMatchObject({ ok: false });
      expect(one.state).toMatchObject({ ok: true, bundle: { sequence: 5 } });
    }
    writeFileSync(home.policyBundle, JSON.stringify(bundle(4)));
    expect(cacheOf(home).state).toMatchObject({ ok: false, failure: 'bundle-invalid' });
  });

  it.each([
    ['keep', 'allow', 'warn'],
    ['tighten', 'allow', 'approve'],
    ['block', 'block', 'block'],
  ] as const)(
    'decides as the bundle says once it is out of date: %s, and leaves what is built in as it is',
    async (whenStale, untouched, warned) => {
      await using machine = await testMachine();
      const home = stateHome(machine.root);
      const { key, bundle } = signer();
      const text = JSON.stringify({
        apiVersion: 'sallyport/v1',
        kind: 'Policy',
        metadata: { id: 'own', category: 'own', severity: 'low' },
        onFailure: 'open',
        rules: [ruleAbout('make', 'warned', 'warn'), ruleAbout('mkfs', 'stopped', 'block')],
      });
      const cache = cacheOf(home);
      cache.pin(key);
      cache.accept(bundle(1, [{ name: 'own.yaml', text }], whenStale));
      const verdictOf = (program: string, now: Date) => {
        const door = policyDoor(cacheOf(home, now), () => now);
        const current = door.policy();
        if (!current.ok) throw new Error(current.failure);
        if (stopsTheGuard.kind !== 'shell.run') throw new Error('the action is no command');
        const { command } = stopsTheGuard;
        const programs = command.programs.map((one) => ({ ...one, name: program, given: program, args: [] }));
        const action = { ...stopsTheGuard, command: { ...command, text: program, programs } };
        return decide(action, current.policy, door.facts(action));
      };
      expect(verdictOf('make', NOW).verdict).toBe('warn');
      expect(verdictOf('true', NOW).verdict).toBe('allow');
      expect(verdictOf('true', AFTER_STALE).verdict).toBe(untouched);
      const late = verdictOf('make', AFTER_STALE);
      expect(late.verdict).toBe(warned);
      expect(new Set(late.reasons.map(({ policy }) => policy))).toEqual(new Set(['own']));
    },
  );

  it('becomes stale with time and says so', async () => {
    await using machine = await testMachine();
    const home = stateHome(machine.root);
    const { key, bundle } = signer();
    let now = NOW;
    const cache = new PolicyCache(home, () => now);
    cache.pin(key);
    cache.accept(bundle(1));
    expect(cache.state).toMatchObject({ ok: true, stale: false });
    now = AFTER_STALE;
    expect(cache.state).toMatchObject({ ok: true, stale: true });
    expect(cacheOf(home, AFTER_STALE).state).toMatchObject({ ok: true, stale: true });
  });

  it('becomes stale in its time although the clock was set back, and stays so when it is set right', async () => {
    await using machine = await testMachine();
    const { key, bundle } = signer();
    const clocks = { now: NOW, elapsedMs: 0 };
    const cache = new PolicyCache(
      stateHome(machine.root),
      () => clocks.now,
      undefined,
      () => clocks.elapsedMs,
    );
    cache.pin(key);
    cache.accept(bundle(1));
    clocks.now = new Date('2026-11-01T12:00:00.000Z');
    clocks.elapsedMs = Date.parse('2026-11-29T09:59:00.000Z') - NOW.getTime();
    expect(cache.state).toMatchObject({ ok: true, stale: false });
    clocks.elapsedMs += 60_000;
    expect(cache.state).toMatchObject({ ok: true, stale: true });
    clocks.now = NOW;
    expect(cache.state).toMatchObject({ ok: true, stale: true });
    // The control plane gives it once more: it is as young as it says.
    clocks.now = new Date('2026-11-28T12:00:00.000Z');
    cache.accept(bundle(2));
    expect(cache.state).toMatchObject({ ok: true, stale: false });
  });

  it('keeps the policy in force when a new bundle does not verify or does not compile', async () => {
    await using machine = await testMachine();
    const { key, bundle } = signer();
    const cache = cacheOf(stateHome(machine.root));
    cache.pin(key);
    cache.accept(bundle(1));
    const changed = bundle(2);
    for (const bad of [
      { ...changed, payload: changed.payload.replace('"keep"', '"block"') },
      bundle(2, [{ name: 'bad.yaml', text: 'kind: Policy' }]),
      null,
    ])
      expect(cache.accept(bad)).toMatchObject({ ok: false });
    expect(cache.state).toMatchObject({ ok: true, bundle: { sequence: 1 } });
  });

  it('calls every damaged bundle or key invalid, and keeps the last-resort table', async () => {
    await using machine = await testMachine();
    const home = stateHome(machine.root);
    const { key, bundle } = signer();
    const cache = cacheOf(home);
    cache.pin(key);
    cache.accept(bundle(1));
    const table = cache.lastResort;
    const good = readFileSync(home.policyBundle, 'utf8');
    for (const text of ['', '{', '[]', good.slice(0, -20), good.replace('individual', 'individuaL')]) {
      writeFileSync(home.policyBundle, text);
      expect(cacheOf(home).state).toMatchObject({ ok: false, failure: 'bundle-invalid' });
      expect(cacheOf(home).lastResort).toEqual(table);
    }
    writeFileSync(home.policyBundle, good);
    writeFileSync(home.policyTrust, '{');
    expect(cacheOf(home).state).toMatchObject({
      ok: false,
      why: expect.stringContaining('damaged') as string,
    });
    expect(cacheOf(home).pin(key)).toMatchObject({ ok: false });
  });

  it('has the built-in self-protection although the bundle leaves it out', async () => {
    await using machine = await testMachine();
    const { key, bundle } = signer();
    const cache = cacheOf(stateHome(machine.root));
    cache.pin(key);
    expect(cache.accept(bundle(1, []))).toMatchObject({ ok: true });
    const { state } = cache;
    if (!state.ok) throw new Error(state.why);
    const facts = quietFacts(NOW.toISOString());
    const decision = decide(stopsTheGuard, state.policy, facts);
    expect(decision.verdict).toBe('block');
    expect(decision.reasons[0]?.policy).toMatch(/^self-protection/);
    expect(cache.lastResort.tools['Bash']).toBe('closed');
  });
});
