/** Who talks with which server, as far as decisions need to know; one for a relay, one for a client over HTTP. */
import { SessionId } from '@sallyport/action-model';
import type { HookContext, McpContext, McpRevision, McpSide } from '@sallyport/surfaces';
import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import type { Send } from './mcp-door.ts';
import { McpSession, newSessionName } from './mcp-session.ts';
import { OpenTasks } from './open-tasks.ts';
import type { PinBook } from './pin-book.ts';
import type { RelayHello } from './relay-hello.ts';
import { relayOrigin } from './relay-origin.ts';
import { ServerGate } from './server-gate.ts';
import type { ServerIdentity } from './server-identity.ts';
import { whyNotStarted } from './server-load.ts';

export type TalkParts = {
  readonly door: HookDoor;
  /** The context of whoever has this environment. */
  readonly contextOf: (claims: Readonly<Record<string, string | undefined>>) => HookContext;
  readonly book: PinBook;
  readonly failed: (error: unknown) => void;
};

export type Talk = {
  /** A session of messages in which this client and this server are meant. */
  readonly open: (send: Send, revision?: McpRevision) => McpSession;
  /** Why the server must not be started at all. */
  readonly whyNotStarted: () => Promise<string | undefined>;
};

/** People join groups; nobody has to be asked about them for each message. */
const KNOWN_FOR_MS = 1000;

export function openTalk(
  hello: Pick<RelayHello, 'name' | 'cwd' | 'claims'>,
  identity: Promise<ServerIdentity>,
  { door, contextOf, book, failed }: TalkParts,
): Talk {
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
  const gate = new ServerGate({ name: hello.name, identity, book, door, context: () => context('client') });
  const tasks = new OpenTasks();
  return {
    whyNotStarted: async () => whyNotStarted(hello.name, await identity, context('client'), door),
    open: (send, revision) =>
      new McpSession({
        door,
        context,
        gate,
        tasks,
        send,
        failed,
        named: (name) => {
          clientName = name;
          known = undefined;
        },
        ...(revision === undefined ? {} : { revision }),
      }),
  };
}

/** For a relay, which starts its server only when it is taken; one that comes back has started it. */
export async function openIfStarted(
  talk: Talk,
  { running }: Pick<RelayHello, 'running'>,
  send: Send,
): Promise<McpSession | { readonly notStarted: string }> {
  const why = running === true ? undefined : await talk.whyNotStarted();
  return why === undefined ? talk.open(send) : { notStarted: why };
}
