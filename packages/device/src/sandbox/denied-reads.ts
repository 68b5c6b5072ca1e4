import { compileNative } from '@sallyport/policy-core';
import type { PolicyState } from '../policy-cache/policy-cache.ts';

const known = new WeakMap<object, readonly string[]>();

/** What the policy in force keeps from being read, as places; compiled once a policy. */
export function deniedReads(state: PolicyState): readonly string[] {
  if (!state.ok) return [];
  const found = known.get(state.policy);
  if (found !== undefined) return found;
  const { denyRead } = compileNative(state.policy, { platform: process.platform }).sandbox.filesystem;
  known.set(state.policy, denyRead);
  return denyRead;
}
