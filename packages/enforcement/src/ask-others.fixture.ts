import {
  quietFacts,
  SessionId,
  type Action,
  type NewEvidence,
  type RuleCount,
} from '@sallyport/action-model';
import { loadPolicies } from '@sallyport/policy-core';
import { readOf } from './action.fixture.ts';
import { DeedLedger } from './deed-ledger.ts';
import type { Door, Held } from './enforce.ts';

let actions = 0;

/** A person's read of a file, each call of its own. */
export const read = (path: string, { session = 's' }: { readonly session?: string } = {}): Action =>
  readOf(path, `a-${actions++}`, { session: SessionId.parse(session) });

/** A door whose policy is one document of these rules, and the evidence that goes through it. */
export function doorWith(
  rules: string,
  { counts, ...changes }: Partial<Door> & { readonly counts?: (action: Action) => RuleCount[] },
): { door: Door; kept: NewEvidence[] } {
  const head = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: asking, category: asking, severity: high}
onFailure: closed
rules:`;
  const loaded = loadPolicies([{ name: 'test', text: `${head}${rules}` }], { version: 'v1' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const kept: NewEvidence[] = [];
  const door: Door = {
    policy: () => ({ ok: true, policy: loaded.policy }),
    lastResort: () => ({ tools: {}, unknownTool: 'closed' }),
    facts: (action) => ({
      ...quietFacts('2026-11-22T10:00:00.000Z'),
      counts: counts?.(action) ?? [],
    }),
    append: async (evidence) => {
      kept.push(evidence);
      return { ok: true, seq: kept.length };
    },
    now: () => new Date('2026-11-22T10:00:00.000Z'),
    deeds: new DeedLedger(),
    ...changes,
  };
  return { door, kept };
}

export const held = (action: Action): Held => ({
  actions: [action],
  surface: 'hook',
  express: (said) => said,
  waits: true,
});
