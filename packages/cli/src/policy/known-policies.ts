import { compileForDevice, localGuard, PolicyCache } from '@sallyport/device';
import { formatProblem, type CompiledPolicy } from '@sallyport/policy-core';
import { failure, isFailure, type Failure } from '../command.ts';
import type { Context } from '../context.ts';
import { connect, refusal } from './connect.ts';
import { readDraft, type Standing } from './draft.ts';

/** A version is its number and the digest of its content. */
const VERSION = /^\d+-[0-9a-f]{12}$/;
export const IN_FORCE = 'in-force';

/** The policies that a name can stand for, each compiled once as this device would have it. */
export type KnownPolicies = {
  /** What the device decides by now, whether or not anything runs. */
  inForce: () => CompiledPolicy | Failure;
  /** The one that a record names; the control plane has the older ones. */
  version: (version: string) => Promise<CompiledPolicy | Failure>;
  /** `in-force`, a version, a shipped pack, or a folder. */
  named: (name: string, standing: Standing) => Promise<CompiledPolicy | Failure>;
};

export function knownPolicies(context: Context): KnownPolicies {
  const guard = localGuard(context.home, context.settings.home);
  const compiled = new Map<string, Promise<CompiledPolicy | Failure>>();
  let state: PolicyCache['state'] | undefined;

  const compile = (bundle: Parameters<typeof compileForDevice>[0]): CompiledPolicy | Failure => {
    const loaded = compileForDevice(bundle, guard);
    return loaded.ok ? loaded.policy : failure(loaded.problems.map(formatProblem).join('\n'));
  };
  const inForce = (): CompiledPolicy | Failure => {
    state ??= new PolicyCache(context.home, () => new Date(), guard).state;
    return state.ok ? state.policy : failure(`no policy is in force here: ${state.why}`);
  };
  const fetched = async (version: string): Promise<CompiledPolicy | Failure> => {
    const connected = connect(context);
    if (isFailure(connected))
      return failure(`\`${version}\` is with the control plane, and nothing is running`, connected.exit);
    const content = await connected.client.policyContent(version);
    return content.ok ? compile(content.value) : refusal(content);
  };
  const version = (name: string): Promise<CompiledPolicy | Failure> => {
    const current = inForce();
    if (!isFailure(current) && current.version === name) return Promise.resolve(current);
    const known = compiled.get(name) ?? fetched(name);
    compiled.set(name, known);
    return known;
  };
  return {
    inForce,
    version,
    named: async (name, standing) => {
      if (name === IN_FORCE) return inForce();
      if (VERSION.test(name)) return version(name);
      const draft = readDraft(name, standing, context.settings.pack);
      return isFailure(draft)
        ? draft
        : compile({ version: draft.label, whenStale: 'keep', documents: [...draft.documents] });
    },
  };
}
