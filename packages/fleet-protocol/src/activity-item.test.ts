import { EvidenceRecord, quietFacts } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { MAX_ITEM_RULES } from './activity.ts';
import { activityItem } from './activity-item.ts';

const withReasons = (reasons: readonly { policy: string; rule: string }[]) =>
  activityItem(
    EvidenceRecord.parse({
      v: 1,
      seq: 1,
      at: '2026-11-22T10:00:00.000Z',
      device: 'd1',
      tier: 'cooperative',
      prev: '0'.repeat(64),
      hash: '0'.repeat(64),
      type: 'decision',
      action: { id: 'a', kind: 'file.read', digest: '0'.repeat(64), effects: [], paths: [], hosts: [] },
      origin: {
        groups: [],
        os: 'linux',
        tier: 'cooperative',
        agent: 'claude-code',
        surface: 'hook',
        permissionMode: 'default',
        trigger: 'person',
        attended: true,
        proofs: {},
      },
      facts: quietFacts('2026-11-22T10:00:00.000Z'),
      decision: {
        verdict: 'block',
        enforced: 'block',
        stage: 'enforce',
        obligations: [],
        reasons: reasons.map((reason) => ({ ...reason, say: 'no' })),
        policyVersion: '1',
        marks: [],
      },
      sightings: [],
      findings: [],
      redactions: [],
    }),
    { epoch: 'e1', host: 'h', user: 'u' },
  );

describe('the rules of a listed record', () => {
  it('are all that spoke, each once, strictest first', () => {
    const item = withReasons([
      { policy: 'p', rule: 'strict' },
      { policy: 'q', rule: 'mild' },
      { policy: 'p', rule: 'strict' },
    ]);
    expect(item.rules).toEqual([
      { policy: 'p', rule: 'strict' },
      { policy: 'q', rule: 'mild' },
    ]);
    expect(item).toMatchObject({ policy: 'p', rule: 'strict' });
  });

  it('are so many at most, the strictest of them, and cleaned like every foreign text', () => {
    const item = withReasons(
      Array.from({ length: 200 }, (_, n) => ({ policy: 'p\u202E', rule: `rule-${n}` })),
    );
    expect(item.rules).toHaveLength(MAX_ITEM_RULES);
    expect(item.rules[0]).toEqual({ policy: 'p', rule: 'rule-0' });
  });

  it('are none where nothing was decided', () => {
    expect(withReasons([]).rules).toEqual([]);
  });
});
