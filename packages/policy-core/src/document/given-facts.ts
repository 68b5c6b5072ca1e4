import { PolicyId, quietFacts, RuleId, type Facts, type LoadedComponent } from '@sallyport/action-model';
import type { Given } from './given-schema.ts';

const NOON = '2026-01-01T12:00:00.000Z';

/** As many as a session has on record. */
const MOST_PARTS = 200;
const otherParts = (count: number): LoadedComponent[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'skill',
    name: `other-${index + 1}`,
    sha256: (index + 1).toString(16).padStart(64, '0'),
  }));

/** The facts of a document's test: those of a quiet session, with what the test says changed. */
export const givenFacts = (given: Given, policy: string): Facts => {
  const quiet = quietFacts(given.now === undefined ? NOON : new Date(given.now).toISOString());
  const { hooksManaged, sandboxOff, foreignHooks, unsignedPlugin } = given.posture ?? {};
  const ofRule = (named: { readonly rule: string; readonly policy?: string | undefined }) => ({
    policy: PolicyId.parse(named.policy ?? policy),
    rule: RuleId.parse(named.rule),
  });
  return {
    ...quiet,
    session: {
      labels: given.labels ?? [],
      scopeDrift: given.scopeDrift ?? false,
      screenFallback: given.screenFallback ?? false,
      exposure: [...(given.exposure ?? []), ...otherParts(given.otherParts ?? 0)].slice(0, MOST_PARTS),
    },
    posture: {
      hooksManaged: hooksManaged ?? quiet.posture.hooksManaged,
      bundleStale: given.stale ?? false,
      sandboxOff: sandboxOff ?? false,
      foreignHooks: foreignHooks ?? false,
      unsignedPlugin: unsignedPlugin ?? false,
    },
    destination: given.destination ?? quiet.destination,
    carried: (given.carried ?? []).map(({ name, ...value }, index) => ({
      ...value,
      name: name ?? `${value.detector}#${index + 1}`,
    })),
    answers: (given.answers ?? []).map(({ ticket, approvers, ...named }, index) => ({
      ...ofRule(named),
      ticket: ticket ?? `ticket-${index + 1}`,
      approvers,
    })),
    counts: (given.counts ?? []).map(({ count, ...named }) => ({ ...ofRule(named), count })),
    judged: (given.judged ?? []).map(({ state, ...named }) => ({ ...ofRule(named), state })),
  };
};
