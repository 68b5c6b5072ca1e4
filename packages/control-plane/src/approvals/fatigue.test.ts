import { ApprovalTicket } from '@sallyport/action-model';
import { expect, it } from 'vitest';
import { fatigueOf } from './fatigue.ts';

const item = (rule: string, thinkMs: number | undefined, says: 'approve' | 'deny' = 'approve', asked = 1) => {
  const said = { name: 'bob', proof: 'weak', at: '2026-11-22T10:00:05.000Z', thinkMs };
  return {
    ticket: ApprovalTicket.parse({
      ticket: 'T1',
      nonce: 'n'.repeat(32),
      device: 'd',
      state: thinkMs === undefined ? 'expired' : says === 'deny' ? 'denied' : 'used',
      askedAt: '2026-11-22T10:00:00.000Z',
      expiresAt: '2026-11-22T10:15:00.000Z',
      agent: 'claude-code',
      attended: true,
      kind: 'shell.run',
      effects: [],
      text: 'ls',
      textLeftOut: 0,
      hosts: [],
      paths: [],
      binding: { user: 'ann', arguments: 'a'.repeat(64), files: [], policyVersion: '1', openEnded: [] },
      rules: [{ policy: 'p', rule, say: 'ask', terms: { expiresMs: 900_000, twoPerson: false } }],
      grantable: [],
      asked,
      approvals: thinkMs === undefined || says === 'deny' ? [] : [said],
      ...(thinkMs !== undefined && says === 'deny' ? { denied: said } : {}),
    }),
    shownAt: null,
    answering: false,
  };
};
const times = <Value>(count: number, make: () => Value): Value[] => Array.from({ length: count }, make);

const hintOf = (items: Parameters<typeof fatigueOf>[0]): string | null | undefined =>
  fatigueOf(items).rules[0]?.hint;

it('counts questions, answers and think time rule by rule, the most asked first', () => {
  const report = fatigueOf([
    item('a', 3000),
    item('b', 1000, 'approve', 4),
    item('b', 5000, 'deny'),
    item('b', undefined),
  ]);
  expect(report.tickets).toBe(4);
  expect(report.rules).toMatchObject([
    {
      rule: 'b',
      asked: 3,
      batched: 3,
      approved: 1,
      denied: 1,
      unanswered: 1,
      approveRate: 0.5,
      medianThinkMs: 5000,
      hasty: 1,
      hint: null,
    },
    { rule: 'a', asked: 1, approved: 1, approveRate: 1, hint: null },
  ]);
});

it('names rules that are clicked through, and not those with too few answers', () => {
  expect(hintOf(times(9, () => item('a', 9000)))).toBeNull();
  expect(hintOf(times(30, () => item('a', 9000)))).toContain('nearly always approved');
  expect(
    hintOf([...times(27, () => item('a', 9000)), ...times(3, () => item('a', 9000, 'deny'))]),
  ).toBeNull();
  expect(hintOf([...times(9, () => item('a', 500)), ...times(3, () => item('a', 500, 'deny'))])).toContain(
    'two seconds',
  );
});
