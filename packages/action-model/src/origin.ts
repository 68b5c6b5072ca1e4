import { z } from 'zod';
import { SessionId, ToolUseId } from './ids.ts';

/**
 * How an origin field is known. `process`: read from the operating system about the peer. `key`: signed, or
 * sent with a secret the agent cannot read. `claimed`: the payload or its environment says so, which a
 * repository can forge (client-verified M9, M12). INVARIANT: a claimed field never selects a looser policy.
 */
export const Proof = z.enum(['process', 'key', 'claimed']);
export type Proof = z.infer<typeof Proof>;

export const AgentName = z.enum(['cowork', 'claude-code', 'claude-desktop', 'chrome', 'other']);
export type AgentName = z.infer<typeof AgentName>;

/** Whom the installation can stand against; see SECURITY.md. */
export const Tier = z.enum(['cooperative', 'managed']);
export type Tier = z.infer<typeof Tier>;

/** The path an action was seen on. */
export const Surface = z.enum(['hook', 'mcp', 'messages', 'http', 'otel', 'inference-hook', 'native']);
export type Surface = z.infer<typeof Surface>;

export const PermissionMode = z.enum([
  'default',
  'plan',
  'acceptEdits',
  'auto',
  'dontAsk',
  'bypassPermissions',
  'unknown',
]);
export type PermissionMode = z.infer<typeof PermissionMode>;

const originFields = {
  org: z.string().max(200).optional(),
  user: z.string().max(200).optional(),
  /** The acting user's home folder, absolute; `~` in rules means this one. */
  home: z.string().max(4096).optional(),
  groups: z.array(z.string().max(200)).max(500),
  device: z.string().max(200).optional(),
  os: z.enum(['linux', 'darwin', 'win32', 'unknown']),
  tier: Tier,
  agent: AgentName,
  /** The client's own version, for example `2.1.330`; absent when it says none. */
  agentVersion: z.string().max(64).optional(),
  surface: Surface,
  session: SessionId.optional(),
  prompt: z.string().max(200).optional(),
  toolUseId: ToolUseId.optional(),
  /** Set when a subagent acts: its id and its type. */
  subagent: z.object({ id: z.string().max(200), type: z.string().max(200).optional() }).optional(),
  workspace: z.string().max(4096).optional(),
  cwd: z.string().max(4096).optional(),
  permissionMode: PermissionMode,
  trigger: z.enum(['person', 'schedule', 'dispatch', 'remote', 'unknown']),
  /** Is a person there to be asked? */
  attended: z.boolean(),
  plugin: z.string().max(200).optional(),
  skill: z.string().max(200).optional(),
  mcpServer: z.string().max(200).optional(),
};

export const Origin = z.object({
  ...originFields,
  /** The proof of each field that has a better one than `claimed`. */
  proofs: z.partialRecord(z.enum(Object.keys(originFields) as [keyof typeof originFields]), Proof),
});
export type Origin = z.infer<typeof Origin>;
export type OriginField = keyof typeof originFields;

export const proofOf = (origin: Origin, field: OriginField): Proof => origin.proofs[field] ?? 'claimed';
