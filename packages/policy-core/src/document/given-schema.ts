import {
  ActionKind,
  AgentName,
  AnswerProof,
  CarriedValue,
  Effect,
  type Facts,
  Finding,
  HostUse,
  Judged,
  LoadedComponent,
  Origin,
  PathAccess,
  SessionLabel,
} from '@sallyport/action-model';
import { z } from 'zod';

const list = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item)]);

/** A rule of the document that is tested, or of another one. */
const ofRule = { rule: z.string().min(1).max(200), policy: z.string().min(1).max(200).optional() };

const onAction = {
  tool: z.string().min(1).optional(),
  server: z.string().optional(),
  serverSha256: z.string().length(64).optional(),
  serverContentSha256: z.string().length(64).optional(),
  known: z.boolean().optional().meta({ description: 'false for a tool whose input nobody can read' }),
  path: list(z.string()).optional(),
  access: PathAccess.optional(),
  recursive: z.boolean().optional(),
  command: z.string().optional(),
  url: z.string().optional(),
  host: list(z.string()).optional(),
  direction: HostUse.shape.direction
    .optional()
    .meta({ description: 'which way data goes to and from the hosts; both without it' }),
  query: z.string().optional(),
  recipients: z.array(z.string()).optional(),
  setting: z.string().optional(),
  component: z
    .strictObject({
      type: z.string(),
      name: z.string(),
      source: z.string().optional(),
      sha256: z.string().length(64).optional(),
      contentSha256: z.string().length(64).optional(),
      unpinned: z.boolean().optional(),
    })
    .optional(),
  remote: z.boolean().optional(),
  schedule: z.string().optional(),
  gesture: z.string().optional(),
  app: z.string().optional(),
  effects: z.array(Effect).optional(),
  findings: z
    .array(
      z.strictObject({
        ...Finding.pick({ detector: true, rule: true, level: true }).shape,
        role: Finding.shape.role.optional(),
        confidence: Finding.shape.confidence.optional(),
      }),
    )
    .optional(),
};

const onOrigin = {
  user: z.string().optional(),
  groups: z.array(z.string()).optional(),
  cwd: z.string().optional(),
  home: z.string().optional(),
  os: Origin.shape.os.optional(),
  tier: Origin.shape.tier.optional(),
  agent: AgentName.optional(),
  permissionMode: Origin.shape.permissionMode.optional(),
  trigger: Origin.shape.trigger.optional(),
  attended: z.boolean().optional(),
  subagent: z.boolean().optional().meta({ description: 'a subagent acts' }),
  plugin: z.string().optional(),
  skill: z.string().optional(),
};

const onFacts = {
  now: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: 'must be a date such as `2027-01-31` or a time such as `2027-01-31T18:00:00Z`',
    })
    .optional(),
  labels: z.array(SessionLabel).optional(),
  scopeDrift: z.boolean().optional(),
  screenFallback: z.boolean().optional(),
  exposure: z
    .array(LoadedComponent)
    .max(200)
    .optional()
    .meta({ description: 'parts that the session has loaded before' }),
  otherParts: z
    .int()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'how many other parts it has loaded, all of them different' }),
  stale: z.boolean().optional().meta({ description: 'the policy on the device is out of date' }),
  posture: z
    .strictObject({
      hooksManaged: z.boolean().optional(),
      sandboxOff: z.boolean().optional(),
      foreignHooks: z.boolean().optional(),
      unsignedPlugin: z.boolean().optional(),
    } satisfies Omit<Record<keyof Facts['posture'], z.ZodType>, 'bundleStale'>)
    .optional(),
  destination: z.strictObject({ firstSeenDays: z.number().min(0) }).optional(),
  carried: z
    .array(z.strictObject({ ...CarriedValue.shape, name: CarriedValue.shape.name.optional() }))
    .max(100)
    .optional()
    .meta({ description: 'values that the session took in before and that the action carries' }),
  answers: z
    .array(
      z.strictObject({
        ...ofRule,
        ticket: z.string().max(100).optional(),
        approvers: z.array(z.strictObject({ name: z.string().max(200), proof: AnswerProof })).min(1),
      }),
    )
    .optional()
    .meta({ description: 'approvals of this very action' }),
  counts: z
    .array(z.strictObject({ ...ofRule, count: z.int().min(0) }))
    .optional()
    .meta({ description: 'how often conditions with a rate limit have held before' }),
  judged: z
    .array(z.strictObject({ ...ofRule, state: Judged.shape.state }))
    .optional()
    .meta({ description: 'what the judge said' }),
};

/** An action in short: what is left out has an ordinary value. See `given.ts`. */
export const Given = z.strictObject({ kind: ActionKind, ...onAction, ...onOrigin, ...onFacts });
export type Given = z.infer<typeof Given>;
