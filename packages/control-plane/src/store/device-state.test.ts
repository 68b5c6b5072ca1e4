import { describe, expect, it } from 'vitest';
import { deviceState } from './device-state.ts';

const at = (minutes: number): string =>
  new Date(Date.parse('2026-11-22T12:00:00.000Z') + minutes * 60_000).toISOString();

describe('deviceState', () => {
  it.each([
    ['a daemon that only talks is enrolled', { lastSeen: 0, onlineSince: 0, lastHookSeen: null }, 'enrolled'],
    ['a hook that fired makes it active', { lastSeen: 0, onlineSince: -30, lastHookSeen: -20 }, 'active'],
    ['ten silent minutes make it offline', { lastSeen: -10, onlineSince: -30, lastHookSeen: -10 }, 'offline'],
    [
      'coming back without a hook is not active',
      { lastSeen: 0, onlineSince: 0, lastHookSeen: -60 },
      'enrolled',
    ],
  ] as const)('%s', (_, seen, state) => {
    const { lastSeen, onlineSince, lastHookSeen } = seen;
    expect(
      deviceState(
        {
          lastSeen: at(lastSeen),
          onlineSince: at(onlineSince),
          lastHookSeen: lastHookSeen === null ? null : at(lastHookSeen),
        },
        at(0),
      ),
    ).toBe(state);
  });
});
