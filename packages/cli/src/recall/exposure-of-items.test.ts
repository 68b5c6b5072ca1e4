import { ActivityItem } from '@sallyport/fleet-protocol';
import { expect, it } from 'vitest';
import { addExposure, type Exposure } from './exposure-of-items.ts';

const BAD = 'a'.repeat(64);
const item = (changes: Partial<ActivityItem>): ActivityItem =>
  ActivityItem.parse({
    device: 'laptop', epoch: 'e', seq: 1, at: '2026-11-22T10:00:00.000Z', type: 'decision', kind: 'file.read',
    agent: 'claude-code', session: 's', user: 'ann', host: null, tool: 'Read', verdict: 'allow', enforced: 'allow',
    summary: 'read x', reason: null, policy: null, rule: null, redacted: false, components: [BAD], ...changes,
  }); // prettier-ignore
const exposed = (...items: readonly ActivityItem[]): readonly Exposure[] => {
  const sessions = new Map<string, Exposure>();
  for (const one of items) addExposure(sessions, one, BAD);
  return [...sessions.values()];
};

it('counts by device, person and session, with the first and the last time in any order', () => {
  const items = [
    item({ at: '2026-11-22T12:00:00.000Z', enforced: 'block' }),
    item({ at: '2026-11-22T09:00:00.000Z' }),
    item({ at: '2026-11-22T11:00:00.000Z', enforced: 'warn' }),
    item({ session: 'other' }),
    item({ user: 'bob' }),
    item({ device: 'desk' }),
  ];
  expect(exposed(...items)).toMatchObject([
    { user: 'ann', session: 's', firstAt: '2026-11-22T09:00:00.000Z', lastAt: '2026-11-22T12:00:00.000Z', actions: 3, stopped: 1 },
    { session: 'other', actions: 1, stopped: 0 },
    { user: 'bob' },
    { device: 'desk' },
  ]); // prettier-ignore
});

it('counts no record that does not have the part itself', () => {
  expect(exposed(item({ components: ['b'.repeat(64)] }), item({ components: undefined }))).toEqual([]);
});
