import { z } from 'zod';
import { ACTION_KINDS, Effect, type ActionKind } from './action-kind.ts';
import { CommandReading } from './command.ts';
import { ContentSample, Finding } from './finding.ts';
import { ActionId } from './ids.ts';
import { Origin } from './origin.ts';
import { HostUse, PathUse } from './resource.ts';

/** Where the capability comes from (row A3). */
export const Provenance = z.enum([
  'built-in',
  'mcp-server',
  'plugin',
  'connector',
  'browser',
  'screen',
  'unknown',
]);
export type Provenance = z.infer<typeof Provenance>;

export const ToolUse = z.object({
  /** The client's own name of the tool: `Bash`, `mcp__github__create_issue`. */
  name: z.string().min(1).max(300),
  /** The MCP server's name as the client knows it. */
  server: z.string().max(300).optional(),
  /** The tool's name on that server. */
  serverTool: z.string().max(300).optional(),
  provenance: Provenance,
  /** What that server is made of, as the gateway before it has found: its command and files, or its address. */
  serverSha256: z.string().length(64).optional(),
  /** The code behind it, wherever that stands and whatever words start it; without what the code needs from elsewhere. */
  serverContentSha256: z.string().length(64).optional(),
  /** The surface knows this tool's input; false makes the action a `tool.call` by default. */
  known: z.boolean(),
});
export type ToolUse = z.infer<typeof ToolUse>;

export const ComponentType = z.enum([
  'plugin',
  'skill',
  'mcp-server',
  'hook',
  'agent',
  'marketplace',
  'command',
  'package',
]);
export type ComponentType = z.infer<typeof ComponentType>;

export const ComponentRef = z.object({
  type: ComponentType,
  name: z.string().max(300),
  source: z.string().max(2048).optional(),
  sha256: z.string().length(64).optional(),
  /** Of an MCP server, whose `sha256` is that of its command too: of its code alone, wherever that stands. */
  contentSha256: z.string().length(64).optional(),
  /** It fetches its code when it starts, so what runs can't be known beforehand. */
  unpinned: z.boolean().optional(),
});
export type ComponentRef = z.infer<typeof ComponentRef>;

/** What every action has, whatever its kind. Lists are empty where a kind has nothing to say. */
const common = {
  id: ActionId,
  /** SHA-256 (hex) of the native input in canonical JSON: what joins two sightings of one deed. */
  digest: z.string().length(64),
  origin: Origin,
  tool: ToolUse.optional(),
  effects: z.array(Effect),
  paths: z.array(PathUse).max(4096),
  hosts: z.array(HostUse).max(1024),
  samples: z.array(ContentSample).max(64),
  findings: z.array(Finding).max(4096),
};

const url = { url: z.string().max(8192) };
const recipients = { recipients: z.array(z.string().max(500)).max(1000) };

/** The fields that a kind has beyond the common ones. */
const ownFields = {
  'file.read': {},
  'file.list': {},
  'file.write': {},
  'file.delete': {},
  'shell.run': { command: CommandReading },
  'web.fetch': url,
  'web.search': { query: z.string().max(8192) },
  'net.connect': url,
  'net.upload': url,
  'net.download': url,
  'message.send': recipients,
  'share.change': recipients,
  'access.grant': recipients,
  'tool.call': {},
  'prompt.submit': {},
  'model.request': { model: z.string().max(200).optional() },
  'model.response': { model: z.string().max(200).optional() },
  /** `gesture`: `left_click`, `type`, `navigate`…; `app` or `url` where the payload names one. */
  'screen.act': { gesture: z.string().max(100), app: z.string().max(300).optional() },
  'browser.act': { gesture: z.string().max(100), url: z.string().max(8192).optional() },
  'agent.spawn': { agentType: z.string().max(200).optional(), remote: z.boolean() },
  'schedule.create': { schedule: z.string().max(500).optional(), remote: z.boolean() },
  /** `setting`: a dotted name such as `permissions.defaultMode`, or the settings source that changed. */
  'config.change': { setting: z.string().max(500) },
  'component.install': { component: ComponentRef },
  'component.load': { component: ComponentRef },
} as const satisfies Record<ActionKind, z.ZodRawShape>;

const actionOf = <Kind extends ActionKind>(kind: Kind) =>
  z.object({ kind: z.literal(kind), ...common, ...ownFields[kind] });

type ActionSchemas = { [Kind in ActionKind]: ReturnType<typeof actionOf<Kind>> };
const schemas = Object.fromEntries(
  ACTION_KINDS.map((kind) => [kind, actionOf(kind)]),
) as unknown as ActionSchemas;

/** The schema of one kind, for whoever needs to know which fields it has (the condition language does). */
export const actionSchemaOf = <Kind extends ActionKind>(kind: Kind): ActionSchemas[Kind] => schemas[kind];

export type ActionOf<Kind extends ActionKind> = z.infer<ActionSchemas[Kind]>;
export type Action = { [Kind in ActionKind]: ActionOf<Kind> }[ActionKind];

// The tuple form that zod wants cannot be derived from a Record without this assertion.
export const Action = z.discriminatedUnion(
  'kind',
  Object.values(schemas) as never,
) as unknown as z.ZodType<Action>;
