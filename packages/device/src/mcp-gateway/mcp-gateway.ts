/**
 * The gateway's part of the daemon: who a relay speaks for, and a session for each. What one message means is
 * `mcp-session.ts`; what is decided is the same door as the hook's.
 */
import { SessionId } from '@sallyport/action-model';
import type { HookContext, McpContext, McpSide } from '@sallyport/surfaces';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import { relayOrigin } from './relay-origin.ts';
import { identifyServer } from './server-identity.ts';
import type { PinBook } from './pin-book.ts';
import { ServerGate } from './server-gate.ts';
import { startMcpDoor, type McpDoor, type Send } from './mcp-door.ts';
import { McpSession, newSessionName } from './mcp-session.ts';
import type { RelayHello } from './relay-hello.ts';

export type McpGatewayOptions = {
  readonly socket: string;
  readonly token: () => string;
  readonly door: HookDoor;
  /** The context of whoever has this environment. */
  readonly contextOf: (claims: Readonly<Record<string, string | undefined>>) => HookContext;
  readonly book: PinBook;
  readonly failed: (error: unknown) => void;
};

/** People join groups; nobody has to be asked about them for each message. */
const KNOWN_FOR_MS = 1000;

export const startMcpGateway = ({
  socket,
  token,
  door,
  contextOf,
  book,
  failed,
}: McpGatewayOptions): Promise<McpDoor> =>
  startMcpDoor({
    socket,
    token,
    failed,
    open: (hello: RelayHello, send: Send) => {
      // Its own name until the hook shows whose session it is: what it has been through is remembered under it.
      const session = SessionId.parse(newSessionName());
      let clientName: string | undefined;
      let known: { readonly context: Omit<McpContext, 'from'>; readonly untilMs: number } | undefined;
      const context = (from: McpSide): McpContext => {
        if (known === undefined || known.untilMs <= performance.now()) {
          const read = contextOf(hello.claims);
          const origin = relayOrigin(hello, session, clientName, read);
          const { actionId, digest } = read;
          known = {
            context: { server: { name: hello.name }, origin, actionId, digest },
            untilMs: performance.now() + KNOWN_FOR_MS,
          };
        }
        return { ...known.context, from };
      };
      const gate = new ServerGate({
        name: hello.name,
        identity: identifyServer(hello),
        book,
        door,
        context: () => context('client'),
      });
      return new McpSession({
        door,
        context,
        gate,
        send,
        failed,
        named: (name) => {
          clientName = name;
          known = undefined;
        },
      });
    },
  });
