import type { AgentName, Origin } from '@sallyport/action-model';
import { claimedOrigin, type HookContext } from '@sallyport/surfaces';
import type { RelayHello } from './relay-hello.ts';

/** What clients call themselves when they start a session. A claim, like everything that names an agent. */
const AGENTS: Readonly<Record<string, AgentName>> = {
  'claude-code': 'claude-code',
  'claude-ai': 'claude-desktop',
};

/**
 * Who asks through a relay. The user is the system's word, everything else is claimed: the environment that the client gave
 * its server, the folder, and the client's own name.
 */
export function relayOrigin(
  { cwd, claims }: Pick<RelayHello, 'cwd' | 'claims'>,
  session: string,
  clientName: string | undefined,
  context: HookContext,
): Origin {
  const origin = claimedOrigin(JSON.stringify({ session_id: session, cwd }), context);
  const named =
    clientName !== undefined && Object.hasOwn(AGENTS, clientName) ? AGENTS[clientName] : undefined;
  const isOfClaudeCode = claims['CLAUDE_CODE_ENTRYPOINT'] !== undefined || claims['AI_AGENT'] !== undefined;
  return {
    ...origin,
    surface: 'mcp',
    // The desktop application has a window and no run without one; what nobody knows is taken for unattended.
    attended: origin.attended || named === 'claude-desktop',
    agent: isOfClaudeCode ? origin.agent : (named ?? 'other'),
  };
}
