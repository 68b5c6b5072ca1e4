/**
 * The gateway's part of the daemon: who a relay speaks for, and a session for each. What one message means is
 * `mcp-session.ts`; what is decided is the same door as the hook's.
 */
import { SessionId } from '@sallyport/action-model';
import { claimedOrigin, type HookContext, type McpContext, type McpSide } from '@sallyport/surfaces';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import { startMcpDoor, type McpDoor, type Send } from './mcp-door.ts';
import { McpSession, newSessionName } from './mcp-session.ts';
import type { RelayHello } from './relay-hello.ts';

export type McpGatewayOptions = {
  readonly socket: string;
  readonly token: () => string;
  readonly door: HookDoor;
  /** The context of whoever has this environment. */
  readonly contextOf: (claims: Readonly<Record<string, string | undefined>>) => HookContext;
  readonly failed: (error: unknown) => void;
};

export const startMcpGateway = ({
  socket,
  token,
  door,
  contextOf,
  failed,
}: McpGatewayOptions): Promise<McpDoor> =>
  startMcpDoor({
    socket,
    token,
    failed,
    open: (hello: RelayHello, send: Send) => {
      // Its own name until the hook shows whose session it is: what it has been through is remembered under it.
      const session = SessionId.parse(newSessionName());
      const context = (from: McpSide): McpContext => {
        const { actionId, digest, ...known } = contextOf(hello.claims);
        const origin = claimedOrigin(JSON.stringify({ session_id: session, cwd: hello.cwd }), {
          actionId,
          digest,
          ...known,
        });
        return { server: { name: hello.name }, from, origin, actionId, digest };
      };
      return new McpSession({ door, context, send, failed });
    },
  });
