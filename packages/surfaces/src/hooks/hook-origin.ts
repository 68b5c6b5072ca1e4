import { PermissionMode, type Origin, type ToolUse } from '@sallyport/action-model';
import type { HookContext, HookEnvironment } from './hook-context.ts';
import type { CommonPayload } from './hook-payload.ts';

/** `claude-code_2-1-330_harness` is 2.1.330. The payload itself carries no version. */
export const clientVersionOf = ({ AI_AGENT }: HookEnvironment): string | undefined => {
  const match = /^claude-code_(\d{1,5})-(\d{1,5})-(\d{1,5})(?:_|$)/.exec(AI_AGENT ?? '');
  return match ? `${match[1]}.${match[2]}.${match[3]}` : undefined;
};

const COWORK_ENTRYPOINTS = new Set(['local-agent', 'local_agent', 'remote_cowork']);
const COWORK_SERVERS = new Set(['cowork', 'workspace']);

/**
 * Cowork runs the same client. Its spawn markers say so, or a tool that only Cowork offers. Both are claims, which
 * is enough to name the agent and never enough to loosen anything.
 */
const isCowork = (environment: HookEnvironment, tool: ToolUse | undefined): boolean =>
  environment.CLAUDE_CODE_IS_COWORK === '1' ||
  COWORK_ENTRYPOINTS.has(environment.CLAUDE_CODE_ENTRYPOINT ?? '') ||
  (tool?.server !== undefined && COWORK_SERVERS.has(tool.server));

/** Entrypoints behind which a person sits. Headless and SDK runs, robots and anything unknown have nobody to ask. */
const ATTENDED = new Set([
  'cli',
  'claude-vscode',
  'claude-desktop',
  'claude-desktop-3p',
  'local-agent',
  'local_agent',
]);

const isAttended = ({ CLAUDE_CODE_ENTRYPOINT, CLAUDE_CODE_SESSION_ATTENDED }: HookEnvironment): boolean =>
  CLAUDE_CODE_SESSION_ATTENDED !== '0' && ATTENDED.has(CLAUDE_CODE_ENTRYPOINT ?? '');

const triggerOf = ({ CLAUDE_CODE_ENTRYPOINT, CLAUDE_CODE_REMOTE }: HookEnvironment): Origin['trigger'] =>
  CLAUDE_CODE_REMOTE === 'true' || (CLAUDE_CODE_ENTRYPOINT ?? '').startsWith('remote') ? 'remote' : 'unknown';

export const pluginOf = (tool: ToolUse | undefined): string | undefined =>
  tool?.provenance === 'plugin' ? /^plugin[_:]([^_:]+)/.exec(tool.server ?? '')?.[1] : undefined;

/** A mode that a newer client has is one we know nothing of. */
const KnownMode = PermissionMode.catch('unknown');

/** Leaves out what is not known, which is how the model says it. */
const known = <Value>(key: string, value: Value | undefined): Record<string, Value> =>
  value === undefined ? {} : { [key]: value };

export const originOf = (common: CommonPayload, context: HookContext, tool?: ToolUse): Origin => {
  const { environment } = context;
  return {
    ...known('org', context.org),
    user: context.user,
    home: context.home,
    groups: [...(context.groups ?? [])],
    device: context.device,
    os: context.os,
    tier: context.tier,
    agent: isCowork(environment, tool) ? 'cowork' : 'claude-code',
    ...known('agentVersion', clientVersionOf(environment)),
    surface: 'hook',
    ...known('session', common.session_id),
    ...known('prompt', common.prompt_id),
    ...known(
      'subagent',
      common.agent_id === undefined
        ? undefined
        : { id: common.agent_id, ...known('type', common.agent_type) },
    ),
    ...known('workspace', environment.CLAUDE_PROJECT_DIR?.slice(0, 4096)),
    ...known('cwd', common.cwd),
    permissionMode: KnownMode.parse(common.permission_mode),
    trigger: triggerOf(environment),
    attended: isAttended(environment),
    ...known('mcpServer', tool?.server?.slice(0, 200)),
    ...known('plugin', pluginOf(tool)?.slice(0, 200)),
    proofs: { ...context.proofs },
  };
};
