import { expect, test } from 'vitest';
import { SandboxTickets } from './sandbox-tickets.ts';

const JOB = { command: 'make -n', cwd: '/srv', home: '/home/ann' };
const HOLDER = { user: 'ann', session: 's', toolUseId: 't', digest: 'd' };
const at = { now: new Date('2026-11-22T10:00:00Z') };
const tickets = () => new SandboxTickets(() => at.now);

test('a ticket is good once', () => {
  const held = tickets();
  const ticket = held.issue(HOLDER, JOB);
  expect(ticket).toMatch(/^[0-9a-f]{32}$/);
  expect(held.redeem(ticket, 'ann')).toEqual(JOB);
  expect(held.redeem(ticket, 'ann')).toBeUndefined();
});

test('a second hook that shows the same call gets the same ticket, and another input another one', () => {
  const held = tickets();
  const ticket = held.issue(HOLDER, JOB);
  expect(held.issue(HOLDER, JOB)).toBe(ticket);
  expect(held.issue({ ...HOLDER, digest: 'e' }, JOB)).not.toBe(ticket);
  expect(held.issue({ ...HOLDER, user: 'bob' }, JOB)).not.toBe(ticket);
});

test('a call without an id is never taken for another', () => {
  const held = tickets();
  const { toolUseId: _toolUseId, ...unnamed } = HOLDER;
  const [one, two] = [unnamed, unnamed].map((holder) => held.issue({ ...holder, toolUseId: undefined }, JOB));
  expect(one).not.toBe(two);
});

test("another user's ticket is none", () => {
  const held = tickets();
  const ticket = held.issue(HOLDER, JOB);
  expect(held.redeem(ticket, 'bob')).toBeUndefined();
  expect(held.redeem(ticket, 'ann')).toEqual(JOB);
});

test('a ticket grows old, and a flood of them forgets the oldest', () => {
  const held = tickets();
  const old = held.issue(HOLDER, JOB);
  at.now = new Date('2026-11-22T10:15:01Z');
  expect(held.redeem(old, 'ann')).toBeUndefined();
  const [first, ...rest] = Array.from({ length: 1001 }, (_, index) =>
    held.issue({ ...HOLDER, toolUseId: `t${index}` }, JOB),
  );
  expect(held.redeem(first ?? '', 'ann')).toBeUndefined();
  expect(held.redeem(rest.at(-1) ?? '', 'ann')).toEqual(JOB);
});
