import { z } from 'zod';
import { ComponentType } from './action.ts';
import { PolicyId, RuleId, Timestamp } from './ids.ts';

/** What a session has been through; set by enforcement, ended only by expiry or a recorded human release. */
export const SessionLabel = z.enum([
  'untrusted-content',
  'sensitive-read',
  'secret-seen',
  'external-send',
  'read-only',
]);
export type SessionLabel = z.infer<typeof SessionLabel>;

/**
 * How sure it is that a person answered and not the agent. `passkey`: WebAuthn with user verification. `other-device`: an
 * approver signed in elsewhere. `weak`: somebody on this machine, which the agent may be too.
 */
export const AnswerProof = z.enum(['passkey', 'other-device', 'weak']);
export type AnswerProof = z.infer<typeof AnswerProof>;

/** An approval of this very action, for the rule that asked for it. */
export const Answer = z.object({
  policy: PolicyId,
  rule: RuleId,
  ticket: z.string().max(100),
  approvers: z
    .array(z.object({ name: z.string().max(200), proof: AnswerProof }))
    .min(1)
    .max(10),
});
export type Answer = z.infer<typeof Answer>;

/** What a judge said to the question of one rule, or why it said nothing. */
export const Judged = z.object({
  policy: PolicyId,
  rule: RuleId,
  state: z.enum(['yes', 'no', 'off', 'timed-out', 'over-size', 'failed']),
  why: z.string().max(500).optional(),
  /** Provider and model, as configured. */
  by: z.string().max(200).optional(),
});
export type Judged = z.infer<typeof Judged>;

/** How often the condition of a rule with a rate limit has held in the rule's window, before this action. */
export const RuleCount = z.object({ policy: PolicyId, rule: RuleId, count: z.int().min(0) });
export type RuleCount = z.infer<typeof RuleCount>;

/** A value that this session took in earlier and that this action carries, by its fingerprint; never the value. */
export const CarriedValue = z.object({
  /** Its name in this session's evidence: `secret#3`. */
  name: z.string().max(100),
  detector: z.enum(['secret', 'pii', 'file']),
  /** Of the finding that it was taken in with; `file` values have the rule `content`. */
  rule: z.string().max(200),
  /** The action that took it in. */
  source: z.string().max(100).optional(),
});
export type CarriedValue = z.infer<typeof CarriedValue>;

/** A part that a session has loaded, by what it is made of. */
export const LoadedComponent = z.object({
  type: ComponentType,
  name: z.string().max(300),
  sha256: z.string().length(64),
  /** Of an MCP server: of its code alone, wherever that stands and whatever words start it. */
  contentSha256: z.string().length(64).optional(),
});
export type LoadedComponent = z.infer<typeof LoadedComponent>;

/**
 * Everything a condition may use beside the action, and everything else `decide` may go by. INVARIANT: evidence keeps
 * all of it, so replay equals live. What has a default was not known to the devices that wrote older evidence.
 */
export const Facts = z.object({
  now: Timestamp,
  session: z.object({
    labels: z.array(SessionLabel),
    /** The action is outside what the person's own words in this session were about. */
    scopeDrift: z.boolean().default(false),
    /** The agent went over to screen control after another tool for the same end was stopped or failed. */
    screenFallback: z.boolean().default(false),
    /** Plugins, skills and MCP servers that it has loaded before this action, as far as their content is known. */
    exposure: z.array(LoadedComponent).max(200).default([]),
  }),
  posture: z.object({
    /** Hooks of this session are in a file the agent's user cannot write. */
    hooksManaged: z.boolean(),
    /** The policy bundle is older than its `staleAfter`. */
    bundleStale: z.boolean(),
    /** The client's own sandbox is switched off, or set so that commands may leave it. */
    sandboxOff: z.boolean().default(false),
    /** Hooks that nobody installed through us stand beside ours. */
    foreignHooks: z.boolean().default(false),
    /** A plugin of this session comes from no source that the organisation approved. */
    unsignedPlugin: z.boolean().default(false),
  }),
  destination: z
    .object({
      /** Days since this device first saw the newest of the action's hosts and recipients; 0 for one never seen. */
      firstSeenDays: z.number().min(0),
    })
    .default({ firstSeenDays: 0 }),
  carried: z.array(CarriedValue).max(100).default([]),
  answers: z.array(Answer).max(100).default([]),
  counts: z.array(RuleCount).max(1000).default([]),
  judged: z.array(Judged).max(100).default([]),
});
export type Facts = z.infer<typeof Facts>;

/** The facts of a session and a device about which nothing is known but the time. */
export const quietFacts = (now: string): Facts => ({
  now,
  session: { labels: [], scopeDrift: false, screenFallback: false, exposure: [] },
  posture: {
    hooksManaged: false,
    bundleStale: false,
    sandboxOff: false,
    foreignHooks: false,
    unsignedPlugin: false,
  },
  destination: { firstSeenDays: 0 },
  carried: [],
  answers: [],
  counts: [],
  judged: [],
});
