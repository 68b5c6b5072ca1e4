import { compileNative, type CompiledPolicy } from '@sallyport/policy-core';

type PolicyState = { readonly ok: true; readonly policy: CompiledPolicy } | { readonly ok: false };

type Places = { readonly reads: readonly string[]; readonly all: readonly string[] };
const known = new WeakMap<object, Places>();

/** What the policy in force keeps from being read, as places. */
export const deniedReads = (state: PolicyState): readonly string[] => placesOf(state).reads;

/** And what it keeps from being written as well. */
export const protectedPlaces = (state: PolicyState): readonly string[] => placesOf(state).all;

/** Compiled once a policy. */
function placesOf(state: PolicyState): Places {
  if (!state.ok) return { reads: [], all: [] };
  const found = known.get(state.policy);
  if (found !== undefined) return found;
  const { denyRead, denyWrite } = compileNative(state.policy, { platform: process.platform }).sandbox
    .filesystem;
  const places = { reads: denyRead, all: [...new Set([...denyRead, ...denyWrite])] };
  known.set(state.policy, places);
  return places;
}
