/**
 * The policy in force on this device: a signed bundle, verified, compiled once, and kept on disk so that a start
 * without the control plane decides as before. It never asks the network; whoever fetched a bundle hands it to
 * `accept`. A bundle that does not verify changes nothing. The built-in self-protection is compiled in beside
 * every bundle, and the last-resort table outlives the policy it came from.
 */
import { isDeepStrictEqual } from 'node:util';
import { openBundle, type PolicyBundle } from '@sallyport/fleet-protocol';
import { lastResort, loadPolicies, type CompiledPolicy, type LastResort } from '@sallyport/policy-core';
import { z } from 'zod';
import { LAST_RESORT_KINDS } from '../hook-endpoint/last-resort-kinds.ts';
import { readIfThere, writePrivateFile } from '../private-file.ts';
import { compileForDevice } from './compile-for-device.ts';
import { NOTHING_LOCAL, type LocalGuard } from './local-protection.ts';
import { selfProtection, shippedPack } from './shipped-packs.ts';
import { readTrust, signatureChecker, writeTrust, type Trust } from './trust.ts';

export type PolicyState =
  | { ok: true; policy: CompiledPolicy; bundle: PolicyBundle; stale: boolean }
  | { ok: false; failure: 'no-bundle' | 'bundle-invalid'; why: string };

export type AcceptOutcome = { ok: true; version: string } | { ok: false; why: string };

const LastResortFile = z.object({
  tools: z.record(z.string(), z.enum(['open', 'closed'])),
  unknownTool: z.enum(['open', 'closed']),
});

export class PolicyCache {
  readonly #files: { policyBundle: string; policyTrust: string; lastResort: string };
  readonly #now: () => Date;
  #state: PolicyState = { ok: false, failure: 'no-bundle', why: 'no policy was ever received' };
  #lastResort: LastResort | undefined;
  #guard: LocalGuard;
  readonly #elapsedMs: () => number;
  /** When the bundle was looked at last, by both clocks. */
  #opened = { wallMs: 0, elapsedMs: 0 };

  /** `guard` is what this installation consists of, protected beside every bundle. */
  constructor(
    files: { policyBundle: string; policyTrust: string; lastResort: string },
    now: () => Date,
    guard: LocalGuard = NOTHING_LOCAL,
    elapsedMs: () => number = () => performance.now(),
  ) {
    this.#files = files;
    this.#now = now;
    this.#guard = guard;
    this.#elapsedMs = elapsedMs;
    this.#lastResort = readLastResort(files.lastResort);
    const cached = readIfThere(files.policyBundle);
    if (cached !== undefined) this.#state = this.#open(parseJson(cached));
  }

  get state(): PolicyState {
    // Staleness comes with time, not with a new bundle.
    if (!this.#state.ok || this.#state.stale) return this.#state;
    // By the clock that is further on: a clock that is set back does not make the policy younger.
    const agedMs = this.#opened.wallMs + this.#elapsedMs() - this.#opened.elapsedMs;
    const stale = Date.parse(this.#state.bundle.staleAfter) <= Math.max(this.#now().getTime(), agedMs);
    if (stale) this.#state = { ...this.#state, stale };
    return this.#state;
  }

  /** Without a policy ever taken it is the shipped pack's, compiled when it is asked for: mostly a policy comes before. */
  get lastResort(): LastResort {
    this.#lastResort ??= defaultLastResort();
    return this.#lastResort;
  }

  /** Ports and process numbers change while the daemon runs: the policy in force is compiled again with the new ones. */
  protect(guard: LocalGuard): void {
    if (isDeepStrictEqual(guard, this.#guard)) return;
    this.#guard = guard;
    if (!this.#state.ok) return;
    const { bundle, stale } = this.#state;
    const compiled = this.#compile(bundle);
    // Without the new numbers it is still the policy; with no policy at all, less would be stopped.
    if (compiled.ok) this.#state = { ...compiled, bundle, stale };
  }

  /** Takes a new bundle when it verifies, compiles and is not older than the newest one ever taken. */
  accept(envelope: unknown): AcceptOutcome {
    const opened = this.#open(envelope);
    if (!opened.ok) return { ok: false, why: opened.why };
    const trust = readTrust(this.#files.policyTrust);
    if (trust.kind !== 'pinned')
      return { ok: false, why: 'the trusted key disappeared while a bundle was taken' };
    writePrivateFile(this.#files.policyBundle, `${JSON.stringify(envelope)}\n`);
    writeTrust(this.#files.policyTrust, { ...trust.trust, lastSequence: opened.bundle.sequence });
    this.#state = opened;
    this.#lastResort = lastResort(opened.policy, LAST_RESORT_KINDS);
    writePrivateFile(this.#files.lastResort, `${JSON.stringify(this.#lastResort)}\n`);
    return { ok: true, version: opened.bundle.version };
  }

  /** Pins the control plane's key; only when none is pinned, so that a second contact cannot change it. */
  pin(key: Pick<Trust, 'keyId' | 'publicKeyPem'>): AcceptOutcome {
    const present = readTrust(this.#files.policyTrust);
    if (present.kind === 'unreadable') return { ok: false, why: present.why };
    if (present.kind === 'pinned') {
      return present.trust.keyId === key.keyId
        ? { ok: true, version: key.keyId }
        : {
            ok: false,
            why: `this device trusts the key \`${present.trust.keyId}\` and was offered \`${key.keyId}\``,
          };
    }
    writeTrust(this.#files.policyTrust, { ...key, lastSequence: 0 });
    return { ok: true, version: key.keyId };
  }

  #open(envelope: unknown): PolicyState {
    const trust = readTrust(this.#files.policyTrust);
    if (trust.kind === 'none')
      return { ok: false, failure: 'bundle-invalid', why: 'no signing key is pinned on this device' };
    if (trust.kind === 'unreadable') return { ok: false, failure: 'bundle-invalid', why: trust.why };
    const outcome = openBundle(envelope, {
      verify: signatureChecker(trust.trust),
      lastSequence: trust.trust.lastSequence,
      now: this.#now(),
    });
    if (outcome.kind !== 'ok') return { ok: false, failure: 'bundle-invalid', why: outcome.why };
    const compiled = this.#compile(outcome.bundle);
    if (!compiled.ok) return compiled;
    this.#opened = { wallMs: this.#now().getTime(), elapsedMs: this.#elapsedMs() };
    return { ...compiled, bundle: outcome.bundle, stale: outcome.stale };
  }

  #compile(bundle: PolicyBundle): { ok: true; policy: CompiledPolicy } | Extract<PolicyState, { ok: false }> {
    const loaded = compileForDevice(bundle, this.#guard);
    if (loaded.ok) return loaded;
    const problem = loaded.problems[0];
    return { ok: false, failure: 'bundle-invalid', why: `${problem?.source}: ${problem?.message}` };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readLastResort(file: string): LastResort | undefined {
  const parsed = LastResortFile.safeParse(parseJson(readIfThere(file) ?? ''));
  return parsed.success ? parsed.data : undefined;
}

/** Before any policy was ever received: what the pack for an individual would have said. */
function defaultLastResort(): LastResort {
  const loaded = loadPolicies([...selfProtection(), ...shippedPack('individual')], {
    version: 'shipped',
    testsAlreadyPassed: true,
  });
  return loaded.ok ? lastResort(loaded.policy, LAST_RESORT_KINDS) : { tools: {}, unknownTool: 'closed' };
}
