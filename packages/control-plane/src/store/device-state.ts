import type { Device } from '@sallyport/fleet-protocol';

const OFFLINE_AFTER_MS = 10 * 60_000;

/** True when a device that was last heard at `lastSeen` counts as gone at `now`. */
export const isSilent = (lastSeen: string, now: string): boolean =>
  Date.parse(now) - Date.parse(lastSeen) >= OFFLINE_AFTER_MS;

/**
 * `active` needs a hook that fired since the device came back: a daemon that only talks is `enrolled`. All three
 * moments are this machine's clock, because a device's own clock is a claim.
 */
export const deviceState = (
  seen: { readonly lastSeen: string; readonly onlineSince: string; readonly lastHookSeen: string | null },
  now: string,
): Device['state'] => {
  if (isSilent(seen.lastSeen, now)) return 'offline';
  return seen.lastHookSeen !== null && seen.lastHookSeen >= seen.onlineSince ? 'active' : 'enrolled';
};
