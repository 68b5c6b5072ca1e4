import {
  ActionKind,
  AgentName,
  EvidenceRecord,
  PermissionMode,
  Sighting,
  Stage,
  Tier,
  Timestamp,
  Verdict,
} from '@sallyport/action-model';
import { z } from 'zod';
import { Publication } from './bundle.ts';

/** More rules than this hardly ever speak about one action; the record itself keeps them all. */
export const MAX_ITEM_RULES = 64;

/** What a session has loaded, and the part and the server that the action itself is about; servers have two hashes. */
export const MAX_ITEM_COMPONENTS = 404;

/** How often one deed was seen is bounded in the list; the chain has every sighting. */
export const MAX_ITEM_SIGHTINGS = 16;

/**
 * One line of the activity list: a decision, an outcome, a lifecycle event or a gap, made short. A later sighting is
 * added to its decision's line; it has a line of its own only when there is no such decision.
 */
export const ActivityItem = z.object({
  device: z.string(),
  epoch: z.string(),
  seq: z.int(),
  at: Timestamp,
  type: z.enum(['decision', 'sighting', 'outcome', 'lifecycle', 'gap']),
  kind: ActionKind.nullable(),
  agent: AgentName.nullable(),
  session: z.string().nullable(),
  user: z.string().nullable(),
  host: z.string().nullable(),
  tool: z.string().nullable(),
  verdict: Verdict.nullable(),
  enforced: Verdict.nullable(),
  /** What happened, in one sentence that starts with a verb: "read ~/.ssh/id_ed25519". Redacted. */
  summary: z.string(),
  /** The strictest reason's sentence. */
  reason: z.string().nullable(),
  policy: z.string().nullable(),
  rule: z.string().nullable(),
  /** Every rule that spoke, strictest first: what the filters `policy` and `rule` go by. */
  rules: z
    .array(z.object({ policy: z.string().max(200), rule: z.string().max(200) }))
    .max(MAX_ITEM_RULES)
    .default([]),
  /** Where a decided deed was seen, in order; `seq` is the record of a later sighting. */
  sightings: z
    .array(Sighting.extend({ seq: z.int().optional() }))
    .max(MAX_ITEM_SIGHTINGS)
    .default([]),
  /** What the parts are made of that it loaded, called, or had in its session; absent without any. */
  components: z.array(z.string()).max(MAX_ITEM_COMPONENTS).optional(),
  /** Something was taken out of the record before it was written. */
  redacted: z.boolean(),
});
export type ActivityItem = z.infer<typeof ActivityItem>;

/** Query of `GET /api/v1/activity`; the console keeps the same names in its URL. A filter that is set narrows, all together. */
export const ActivityQuery = z.object({
  /** Full text over summary, reason, tool, paths and hosts. */
  q: z.string().max(500).optional(),
  verdict: Verdict.optional(),
  kind: ActionKind.optional(),
  agent: AgentName.optional(),
  type: ActivityItem.shape.type.optional(),
  tool: z.string().max(300).optional(),
  session: z.string().max(200).optional(),
  device: z.string().max(200).optional(),
  /** A rule of this policy spoke, whether or not it named the verdict. */
  policy: z.string().max(200).optional(),
  /** This rule spoke; together with `policy`, this rule of that policy. */
  rule: z.string().max(200).optional(),
  /** A plugin, skill or server with this SHA-256 was loaded or called, or was in the session. */
  component: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  since: Timestamp.optional(),
  until: Timestamp.optional(),
  /** The `next` of the page before. */
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type ActivityQuery = z.infer<typeof ActivityQuery>;

/** Newest first. `next` is null on the last page. */
export const ActivityPage = z.object({ items: z.array(ActivityItem), next: z.string().nullable() });
export type ActivityPage = z.infer<typeof ActivityPage>;

/** Counts over the same filters as the list, without `q`, `cursor` and `limit`; by hour of `at`, oldest first. */
export const ActivityAggregate = z.object({
  total: z.int(),
  verdicts: z.record(z.string(), z.int()),
  /** The tools used most, at most 50. */
  tools: z.array(z.object({ tool: z.string(), count: z.int() })),
  hours: z.array(z.object({ hour: Timestamp, count: z.int(), blocked: z.int() })),
});
export type ActivityAggregate = z.infer<typeof ActivityAggregate>;

/** Only what the hourly counts hold; another filter would be answered wrongly, so it is refused. */
export const AggregateQuery = ActivityQuery.pick({
  verdict: true,
  kind: true,
  agent: true,
  type: true,
  tool: true,
  device: true,
  since: true,
  until: true,
});
export type AggregateQuery = z.infer<typeof AggregateQuery>;

/** One record whole: the short form and the line as the device wrote it. `record` is null where it could not be read. */
export const ActivityDetail = z.object({
  item: ActivityItem,
  record: EvidenceRecord.nullable(),
  line: z.string(),
});
export type ActivityDetail = z.infer<typeof ActivityDetail>;

export const Device = z.object({
  id: z.string(),
  host: z.string(),
  user: z.string(),
  os: z.string(),
  tier: Tier,
  version: z.string(),
  /** `active` only after a hook really fired; `offline` when nothing came for ten minutes. */
  state: z.enum(['enrolled', 'active', 'offline']),
  firstSeen: Timestamp,
  lastSeen: Timestamp,
  lastHookAt: Timestamp.nullable(),
  records: z.int(),
});
export type Device = z.infer<typeof Device>;

export const Session = z.object({
  id: z.string(),
  device: z.string(),
  agent: AgentName.nullable(),
  agentVersion: z.string().nullable(),
  user: z.string().nullable(),
  workspace: z.string().nullable(),
  permissionMode: PermissionMode.nullable(),
  firstSeen: Timestamp,
  lastSeen: Timestamp,
  actions: z.int(),
  blocked: z.int(),
  coverage: z.enum(['confirmed', 'unverified', 'blind']),
  /** Why the coverage is not `confirmed`; null when it is. */
  coverageReason: z.string().nullable(),
});
export type Session = z.infer<typeof Session>;

export const PolicyVersion = z.object({
  version: z.string(),
  createdAt: Timestamp,
  pack: z.string(),
  documents: z.array(z.object({ name: z.string(), category: z.string(), stage: Stage, rules: z.int() })),
  signedBy: z.string().describe('fingerprint of the signing key'),
  current: z.boolean(),
  /** Versions of earlier builds have none. */
  publication: Publication.optional(),
  /** The shipped pack that stands under the own documents and follows the program; null when none does. */
  extends: z.string().nullable().optional(),
  /** Names of the documents that came from no shipped pack. */
  own: z.array(z.string()).optional(),
  /** A person chose it, so a start does not replace it with the pack of the settings. */
  chosen: z.boolean().optional(),
});
export type PolicyVersion = z.infer<typeof PolicyVersion>;

export const DeviceList = z.object({ items: z.array(Device) });
export type DeviceList = z.infer<typeof DeviceList>;

export const SessionQuery = z.object({
  device: z.string().max(200).optional(),
  coverage: Session.shape.coverage.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type SessionQuery = z.infer<typeof SessionQuery>;

/** Last seen first. */
export const SessionList = z.object({ items: z.array(Session) });
export type SessionList = z.infer<typeof SessionList>;

/** Newest first. */
export const PolicyVersionList = z.object({ items: z.array(PolicyVersion) });
export type PolicyVersionList = z.infer<typeof PolicyVersionList>;

/** The body of every answer that is not a success. `code` is for programs, `message` says what to do next. */
export const ApiError = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
export type ApiError = z.infer<typeof ApiError>;
