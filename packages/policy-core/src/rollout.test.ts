import type { Origin } from '@sallyport/action-model';
import { expect, test } from 'vitest';
import { stageFor } from './rollout.ts';

const origin = (changes: Partial<Origin>): Origin => ({
  groups: [],
  os: 'linux',
  tier: 'cooperative',
  agent: 'claude-code',
  surface: 'hook',
  permissionMode: 'default',
  trigger: 'person',
  attended: true,
  proofs: {},
  ...changes,
});

test('without a rollout a policy is enforced', () => {
  expect(stageFor(undefined, 'p', origin({}))).toBe('enforce');
});

test('a group can only make the stage stricter', () => {
  const rollout = { stage: 'warn', groups: { pilot: 'enforce', guests: 'observe' } } as const;
  expect(stageFor(rollout, 'p', origin({ groups: ['guests'] }))).toBe('warn');
  expect(stageFor(rollout, 'p', origin({ groups: ['guests', 'pilot'] }))).toBe('enforce');
  expect(stageFor(rollout, 'p', origin({ groups: ['constructor'] }))).toBe('warn');
});

test('a percentage takes its share of devices, always the same ones, and those of each policy are others', () => {
  const rollout = { stage: 'observe', percent: { warn: 25 } } as const;
  const devices = Array.from({ length: 1000 }, (_, number) => `device-${number}`);
  const inside = (policy: string) =>
    devices.filter((device) => stageFor(rollout, policy, origin({ device })) === 'warn');
  expect(inside('a').length).toBeGreaterThan(200);
  expect(inside('a').length).toBeLessThan(300);
  expect(inside('a')).toEqual(inside('a'));
  expect(inside('a')).not.toEqual(inside('b'));
});

test('a device without a name counts as inside every percentage above nothing', () => {
  expect(stageFor({ stage: 'observe', percent: { enforce: 1 } }, 'p', origin({}))).toBe('enforce');
  expect(stageFor({ stage: 'observe', percent: { enforce: 0 } }, 'p', origin({ device: 'd' }))).toBe(
    'observe',
  );
});
