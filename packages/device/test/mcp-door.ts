import { DeviceId, quietFacts, type NewEvidence } from '@sallyport/action-model';
import { detect } from '@sallyport/detectors';
import { DeedLedger, SessionMemory } from '@sallyport/enforcement';
import { loadPolicies } from '@sallyport/policy-core';
import type { HookContext } from '@sallyport/surfaces';
import type { HookDoor } from '../src/hook-endpoint/answer-hook.ts';
import { hookContextOf } from '../src/hook-endpoint/machine.ts';

/** The door of a guard in memory, with these rules; what it keeps is what would be in the evidence. */
export function doorInMemory(
  rules: string,
  changes: Partial<HookDoor> = {},
): { readonly door: HookDoor; readonly kept: NewEvidence[]; readonly context: HookContext } {
  const text = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: mine, category: mine, severity: high}
onFailure: closed
rules:
${rules}`;
  const loaded = loadPolicies([{ name: 'mine', text }], { version: 'v1' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { policy } = loaded;
  const kept: NewEvidence[] = [];
  const now = '2026-11-22T12:00:00.000Z';
  const door: HookDoor = {
    policy: () => ({ ok: true, policy }),
    lastResort: () => ({ tools: {}, unknownTool: 'closed' }),
    facts: () => quietFacts(now),
    now: () => new Date(now),
    append: async (evidence) => {
      kept.push(evidence);
      return { ok: true, seq: kept.length };
    },
    note: (evidence) => void kept.push(evidence),
    deeds: new DeedLedger(),
    sessions: new SessionMemory(),
    inspect: async (texts) => texts.map((one) => detect(one)),
    ...changes,
  };
  const machine = {
    home: '/home/ann',
    user: 'ann',
    groups: [],
    groupsProof: 'claimed',
    device: DeviceId.parse('d'),
    tier: 'cooperative',
  } as const;
  return { door, kept, context: hookContextOf(machine, {}) };
}

/** People who answer when the test says so. */
export const people = () => {
  const answered = Promise.withResolvers<'yes'>();
  const approvals: NonNullable<HookDoor['approvals']> = {
    begin: ({ holdMs, waiting, gone = new Promise(() => {}) }) => ({
      end: () => {},
      askPeople: async (_action, { obligations }) => {
        if (holdMs === 0) return { ticket: 'T1', answers: [] };
        waiting?.();
        const said = await Promise.race([answered.promise, gone]);
        return {
          ticket: 'T1',
          answers:
            said === 'yes'
              ? obligations.map(({ policy: document, rule }) => ({
                  policy: document,
                  rule,
                  ticket: 'T1',
                  approvers: [{ name: 'bo', proof: 'passkey' as const }],
                }))
              : [],
        };
      },
    }),
  };
  return { approvals, answer: () => answered.resolve('yes') };
};
