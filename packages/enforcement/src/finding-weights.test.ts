import {
  type Action,
  type DecisionEvidence,
  type Finding,
  type NewEvidence,
  quietFacts,
} from '@sallyport/action-model';
import { loadPolicies } from '@sallyport/policy-core';
import { describe, expect, test } from 'vitest';
import { bare } from './action.fixture.ts';
import { enforce, type Door } from './enforce.ts';

const loaded = loadPolicies(
  [
    {
      name: 'test',
      text: `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: p, category: c, severity: high}
onFailure: closed
rules:
  - {id: mail, on: [shell.run], when: "action.findings.exists(f, f.role == 'result' && f.rule == 'email')", verdict: redact, say: no}
  - {id: lure, on: [shell.run], when: "action.findings.exists(f, f.role == 'result' && f.rule == 'lure')", verdict: block, say: no}
`,
    },
  ],
  { version: 'v1', testsAlreadyPassed: true },
);
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { policy } = loaded;

const finding = (at: number, rule: string, changes: Partial<Finding> = {}): Finding => ({
  detector: 'secret',
  rule,
  level: 'block',
  role: 'result',
  sample: 0,
  start: at,
  end: at + 1,
  confidence: 1,
  detectorVersion: '1',
  ...changes,
});
const lesser = { detector: 'pii', level: 'warn', confidence: 0.5 } as const;

const result = (findings: readonly Finding[]): Action => ({
  ...bare('a'),
  kind: 'shell.run',
  command: { text: 'ls', shell: 'bash', programs: [], marks: [] },
  samples: [{ role: 'result', text: 'x'.repeat(2000), truncated: false }],
  findings: [...findings],
});

async function judged(findings: readonly Finding[], leftOut: readonly Finding[] = []) {
  const kept: NewEvidence[] = [];
  const door: Door = {
    policy: () => ({ ok: true, policy }),
    lastResort: () => ({ tools: {}, unknownTool: 'open' }),
    facts: () => quietFacts('2026-11-22T10:00:00.000Z'),
    append: async (evidence) => {
      kept.push(evidence);
      return { ok: true };
    },
    now: () => new Date('2026-11-22T10:00:00.000Z'),
  };
  const { decision, takeOut } = await enforce(
    {
      actions: [result(findings)],
      surface: 'hook',
      ran: true,
      isResult: true,
      leftOut,
      express: (said) => said,
    },
    door,
  );
  const recorded = kept.find((each): each is DecisionEvidence & NewEvidence => each.type === 'decision');
  return { decision, takeOut: takeOut[0] ?? [], recorded: recorded?.findings ?? [] };
}

const many = (count: number, rule: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => finding(at, rule(at)));

describe('a record of more findings than it keeps', () => {
  test('holds the one that decided, behind hundreds of graver ones of one sort', async () => {
    const lure = finding(999, 'lure', lesser);
    const { decision, recorded } = await judged([...many(300, () => 'jwt'), lure]);
    expect(decision.enforced).toBe('block');
    expect(recorded).toHaveLength(200);
    expect(recorded).toContainEqual(lure);
  });

  test('holds it behind hundreds of sorts of which policy asks none', async () => {
    const lure = finding(999, 'lure', lesser);
    const { recorded } = await judged([...many(300, (at) => `rule-${at}`), lure]);
    expect(recorded).toHaveLength(200);
    expect(recorded).toContainEqual(lure);
  });

  test('holds the gravest and surest where none decided', async () => {
    const mails = Array.from({ length: 300 }, (_, at) => finding(at, 'email', lesser));
    const secret = finding(999, 'jwt');
    const { recorded } = await judged([...mails, secret]);
    expect(recorded).toHaveLength(200);
    expect(recorded).toContainEqual(secret);
  });
});

describe('a redaction of which some was left out', () => {
  const mail = finding(1, 'email', lesser);

  test('is a block: the rest of it would go on in clear', async () => {
    const { decision } = await judged([mail], [finding(1, 'email', lesser)]);
    expect(decision).toMatchObject({
      enforced: 'block',
      failMode: { failure: 'not-inspected', detail: 'too-many-findings' },
    });
  });

  test('is done where policy lets the sorts go on that are not whole', async () => {
    const { decision, takeOut } = await judged(
      [mail, finding(5, 'phone', lesser)],
      [finding(5, 'phone', lesser)],
    );
    expect(decision.enforced).toBe('redact');
    expect(takeOut).toEqual([mail]);
  });

  test('changes nothing where policy takes nothing out', async () => {
    const { decision } = await judged([finding(5, 'phone', lesser)], [finding(5, 'phone', lesser)]);
    expect(decision.enforced).toBe('allow');
  });
});
