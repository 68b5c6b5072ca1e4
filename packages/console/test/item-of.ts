import { ActivityItem } from '@sallyport/fleet-protocol';

/** A record of the list with everything ordinary but what the test says. */
export const itemOf = (own: Partial<ActivityItem> = {}): ActivityItem =>
  ActivityItem.parse({
    device: 'dev_ws14',
    epoch: 'e1',
    seq: 1,
    at: '2026-11-22T10:00:00.000Z',
    type: 'decision',
    kind: 'file.read',
    agent: 'claude-code',
    session: '5b0f3c1e-7a55-4a37-9f0c-1de1c3a0b001',
    user: 'ana',
    host: 'ws-14',
    tool: 'Read',
    verdict: 'allow',
    enforced: 'allow',
    summary: 'read ~/project/README.md',
    reason: null,
    policy: null,
    rule: null,
    // What the strictest rule is, is one of those that spoke.
    rules:
      typeof own.policy === 'string' && typeof own.rule === 'string'
        ? [{ policy: own.policy, rule: own.rule }]
        : [],
    redacted: false,
    ...own,
  });
