/**
 * The gateway's part of the daemon: a talk for each relay that comes. What one message means is `mcp-session.ts`; what is
 * decided is the same door as the hook's.
 */
import { startMcpDoor, type McpDoor } from './mcp-door.ts';
import { openIfStarted, openTalk, type TalkParts } from './open-talk.ts';

export type McpGatewayOptions = TalkParts & {
  readonly socket: string;
  readonly token: () => string;
};

export const startMcpGateway = ({ socket, token, ...parts }: McpGatewayOptions): Promise<McpDoor> =>
  startMcpDoor({
    socket,
    token,
    failed: parts.failed,
    open: (hello, send) => openIfStarted(openTalk(hello, parts.book.identify(hello), parts), hello, send),
  });
