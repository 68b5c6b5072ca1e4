import { z } from 'zod';
import { ActionKind, Effect } from './action-kind.ts';
import { ComponentRef, ToolUse } from './action.ts';
import { CommandReading } from './command.ts';
import { Decision } from './decision.ts';
import { Facts } from './facts.ts';
import { Finding } from './finding.ts';
import { ActionId, DeviceId, SessionId, Timestamp, ToolUseId } from './ids.ts';
import { Origin, Surface, Tier } from './origin.ts';
import { HostUse, PathUse } from './resource.ts';

/**
 * Evidence is a chain of one-line records. The hash of a record is SHA-256 over the previous record's hash and
 * this record's bytes without `hash`; who writes it (device/spool) owns those bytes, so no canonical form of
 * numbers or key order has to be agreed on: the line is what was hashed.
 */
const link = {
  v: z.literal(1),
  /** Counts from 1 on each device and epoch, without holes: a hole is a `gap` record. */
  seq: z.int().min(1),
  at: Timestamp,
  device: DeviceId,
  tier: Tier,
  prev: z.string().length(64),
  hash: z.string().length(64),
  /** The only one that a caller gives: the name under which it was kept while no daemon ran, so that it is taken in once. */
  keptAs: z.string().max(200).optional(),
};

/** A sighting is one path on which the deed was seen. */
export const Sighting = z.object({ path: Surface, toolUseId: ToolUseId.optional(), at: Timestamp });
export type Sighting = z.infer<typeof Sighting>;

/** Where content was taken out before the record was written. `field` is a JSON pointer into the record. */
export const Redaction = z.object({
  field: z.string().max(500),
  kind: z.string().max(100),
  count: z.int().min(1),
});
export type Redaction = z.infer<typeof Redaction>;

/** The action as evidence keeps it: what conditions could see, contents only as redacted samples. */
export const RecordedAction = z.object({
  id: ActionId,
  kind: ActionKind,
  digest: z.string().length(64),
  tool: ToolUse.optional(),
  effects: z.array(Effect),
  paths: z.array(PathUse),
  hosts: z.array(HostUse),
  command: CommandReading.optional(),
  url: z.string().max(8192).optional(),
  query: z.string().max(8192).optional(),
  recipients: z.array(z.string().max(500)).optional(),
  model: z.string().max(200).optional(),
  gesture: z.string().max(100).optional(),
  app: z.string().max(300).optional(),
  agentType: z.string().max(200).optional(),
  remote: z.boolean().optional(),
  schedule: z.string().max(500).optional(),
  setting: z.string().max(500).optional(),
  component: ComponentRef.optional(),
  /** The native input after redaction, at most 16 KiB of JSON text. */
  input: z.string().max(16_384).optional(),
  inputTruncated: z.boolean().optional(),
});
export type RecordedAction = z.infer<typeof RecordedAction>;

export const DecisionEvidence = z.object({
  ...link,
  type: z.literal('decision'),
  action: RecordedAction,
  origin: Origin,
  facts: Facts,
  decision: Decision,
  sightings: z.array(Sighting),
  findings: z.array(Finding),
  redactions: z.array(Redaction),
});
export type DecisionEvidence = z.infer<typeof DecisionEvidence>;

/**
 * A deed that is on record already, seen once more: by a second hook, or on another path. A durable record can't be
 * edited, so this one names it; whoever shows the deed shows it once, with all its sightings.
 */
export const SightingEvidence = z.object({
  ...link,
  type: z.literal('sighting'),
  /** What was seen again: the action on its way, or the report of what became of it. */
  of: z.enum(['decision', 'outcome']),
  action: ActionId,
  /** `seq` of the action's decision, in the same epoch; absent when it is not known. */
  decision: z.int().min(1).optional(),
  session: SessionId.optional(),
  sighting: Sighting,
});
export type SightingEvidence = z.infer<typeof SightingEvidence>;

/** What became of an action that was let go: the client reported that its tool finished. */
export const OutcomeEvidence = z.object({
  ...link,
  type: z.literal('outcome'),
  session: SessionId.optional(),
  toolUseId: ToolUseId.optional(),
  tool: z.string().max(300).optional(),
  outcome: z.enum(['succeeded', 'failed', 'denied-by-client', 'unknown']),
  durationMs: z.number().min(0).optional(),
  resultBytes: z.int().min(0).optional(),
});
export type OutcomeEvidence = z.infer<typeof OutcomeEvidence>;

/** Something that happened to a session or to the guard itself. */
export const LifecycleEvidence = z.object({
  ...link,
  type: z.literal('lifecycle'),
  /** The native event (`SessionStart`) or our own (`daemon-started`, `bypass-detected`…). */
  event: z.string().max(100),
  origin: Origin.optional(),
  detail: z.record(z.string().max(100), z.union([z.string().max(2000), z.number(), z.boolean()])),
});
export type LifecycleEvidence = z.infer<typeof LifecycleEvidence>;

/** Evidence that is missing, named: nothing is dropped without one of these. */
export const GapEvidence = z.object({
  ...link,
  type: z.literal('gap'),
  cause: z.enum([
    'quota',
    'disk-full',
    'disk-failed',
    'daemon-down',
    'corrupt-tail',
    'clock-jump',
    'queue-full',
  ]),
  /** How many records are missing; absent when that can't be known. */
  count: z.int().min(0).optional(),
  detail: z.string().max(2000).optional(),
});
export type GapEvidence = z.infer<typeof GapEvidence>;

export const EvidenceRecord = z.discriminatedUnion('type', [
  DecisionEvidence,
  SightingEvidence,
  OutcomeEvidence,
  LifecycleEvidence,
  GapEvidence,
]);
export type EvidenceRecord = z.infer<typeof EvidenceRecord>;

type WithoutLink<Record extends EvidenceRecord> = Record extends EvidenceRecord
  ? Omit<Record, Exclude<keyof typeof link, 'keptAs'>>
  : never;
/** What a caller hands to the spool, which adds the link. */
export type NewEvidence = WithoutLink<EvidenceRecord>;
