/*
 * Decisions of the real door, redacted, written as lines and read again, are made once more by `replay` under the policy that
 * was in force. Each must come out as it was; where redaction took out something that a condition sees, the record says so.
 */
import { ActionId, EvidenceRecord, type DecisionEvidence, type NewEvidence } from '@sallyport/action-model';
import { enforce, type Door } from '@sallyport/enforcement';
import { isChanged, lastResort, loadPolicies, replay, type CompiledPolicy } from '@sallyport/policy-core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryAction, arbitraryFacts } from '../../packages/policy-core/test/arbitrary-action.ts';
import { arbitraryDocuments } from '../../packages/policy-core/test/arbitrary-policy.ts';

const SEED = Number(process.env['SALLYPORT_TEST_SEED'] ?? 20_261_122);
const POLICIES = 60;
const DEEDS_A_POLICY = 100;
/** In words of commands and in addresses, where conditions look. */
const SECRET = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');

const load = (texts: readonly string[], version: string): CompiledPolicy => {
  const loaded = loadPolicies(
    texts.map((text, index) => ({ name: `${index}.yaml`, text })),
    { version },
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
};

/** As a line of the log holds it. */
const written = (evidence: NewEvidence, seq: number): DecisionEvidence => {
  const link = {
    v: 1,
    seq,
    at: '2026-05-01T12:00:00.000Z',
    device: 'device-1',
    tier: 'cooperative',
    prev: '0'.repeat(64),
    hash: '0'.repeat(64),
  };
  const record = EvidenceRecord.parse(JSON.parse(JSON.stringify({ ...evidence, ...link })));
  if (record.type !== 'decision') throw new Error(`a ${record.type} was written`);
  return record;
};

test('what was decided live is decided again from evidence alone, and what redaction altered is counted', async () => {
  const actions = fc.sample(arbitraryAction, { seed: SEED, numRuns: 1500 });
  const facts = fc.sample(arbitraryFacts, { seed: SEED + 1, numRuns: 700 });
  const documents = fc.sample(arbitraryDocuments, { seed: SEED + 2, numRuns: POLICIES });
  const total = { replayed: 0, altered: 0, stopped: 0, changedUnaltered: 0 };
  for (const [number, texts] of documents.entries()) {
    const policy = load(texts, `v-${number}`);
    const records: DecisionEvidence[] = [];
    for (let deed = 0; deed < DEEDS_A_POLICY; deed++) {
      const drawn = actions[(number * 7919 + deed * 31) % actions.length];
      const using = facts[(number * 104_729 + deed * 17) % facts.length];
      if (drawn === undefined || using === undefined) throw new Error('nothing was drawn');
      const action = { ...drawn, id: ActionId.parse(`a-${number}-${deed}`) };
      if (action.kind === 'shell.run' && deed % 3 === 0)
        action.command = { ...action.command, text: `echo ${SECRET}` };
      const isResult = deed % 5 === 0;
      const door: Door = {
        policy: () => ({ ok: true, policy }),
        lastResort: () => lastResort(policy, {}),
        facts: () => using,
        append: async (evidence) => {
          records.push(written(evidence, records.length + 1));
          return { ok: true };
        },
        now: () => new Date(using.now),
      };
      await enforce(
        {
          actions: [action],
          surface: 'hook',
          nativeInput: JSON.stringify({ command: SECRET }),
          isResult,
          express: (decision) =>
            isResult ? { ...decision, marks: [...decision.marks, 'of-the-result'] } : decision,
        },
        door,
      );
    }
    const said = replay(records, policy);
    expect(said.notReplayable).toEqual({ count: 0, why: [] });
    total.replayed += said.replayed;
    total.altered += said.alteredByRedaction;
    for (const record of said.records) {
      if (record.before.enforced === 'block') total.stopped++;
      if (record.altered || !('after' in record)) continue;
      if (isChanged(record)) total.changedUnaltered++;
      expect(record.after).toEqual(record.before);
    }
  }
  expect(total.changedUnaltered).toBe(0);
  expect(total.replayed).toBeGreaterThan(3000);
  // Both kinds were there, and the altered ones are the few.
  expect(total.stopped).toBeGreaterThan(100);
  expect(total.altered).toBeGreaterThan(10);
  expect(total.altered).toBeLessThan(total.replayed / 4);
}, 300_000);
