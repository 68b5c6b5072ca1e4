import type { z } from 'zod';
import { ActivityQuery } from './activity.ts';

/**
 * `GET /api/v1/activity/stream`. The events:
 * `activity` — data is an ActivityItem; its id is what to send as `Last-Event-ID` to go on from there.
 * `reset` — events were missed that can't be sent again (too long ago, or the control plane was restarted): load the list anew.
 * `dropped` — this reader was too slow; the stream ends, and reading on from the last id is safe.
 */
export const StreamQuery = ActivityQuery.pick({
  verdict: true,
  kind: true,
  agent: true,
  type: true,
  tool: true,
  session: true,
  device: true,
  policy: true,
  rule: true,
});
export type StreamQuery = z.infer<typeof StreamQuery>;

export const STREAM_EVENTS = ['activity', 'reset', 'dropped'] as const;
