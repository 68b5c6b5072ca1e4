/**
 * Relays of MCP servers on a managed machine. The service manager holds a socket for each person that lets nobody else in,
 * so whose relay it is needs no token and is nobody's word. What a relay says of a server counts for that person alone:
 * their relays are processes of theirs, and so is whatever lies about it.
 */
import { startMcpDoor, type McpDoor } from '../mcp-gateway/mcp-door.ts';
import { openIfStarted, openTalk, type TalkParts } from '../mcp-gateway/open-talk.ts';
import type { Person } from './people.ts';

export type ManagedRelayOptions = {
  /** Listening sockets that only one user can connect to, by that user's number. */
  readonly descriptors: ReadonlyMap<number, number>;
  readonly personOf: (uid: number) => Promise<Person | undefined>;
  readonly partsOf: (person: Person) => TalkParts;
  readonly failed: (error: unknown) => void;
};

/** Of one person: more servers than many clients have, and memory that others don't miss. */
const LIMITS = { relays: 64, bytes: 128 * 1024 * 1024 };

export async function startManagedRelays(options: ManagedRelayOptions): Promise<McpDoor> {
  const doors = await Promise.all(
    [...options.descriptors].map(([uid, descriptor]) => startDoorOf(uid, descriptor, options)),
  );
  return { close: async () => void (await Promise.all(doors.map((door) => door.close()))) };
}

async function startDoorOf(
  uid: number,
  descriptor: number,
  { personOf, partsOf, failed }: ManagedRelayOptions,
): Promise<McpDoor> {
  let parts: TalkParts | undefined;
  const look = async (): Promise<void> => {
    const person = await personOf(uid);
    if (person !== undefined) parts ??= partsOf(person);
  };
  await look();
  return startMcpDoor({
    socket: { descriptor },
    token: undefined,
    limits: LIMITS,
    failed,
    open: (hello, send) => {
      if (parts === undefined) {
        // A directory service may have been away; whoever comes next is known then.
        look().catch(failed);
        return { refused: `user ${uid} is not known on this machine yet; start the client anew` };
      }
      // Copies are one person's own, and there are none here.
      const { pinned: _claimed, ...said } = hello;
      return openIfStarted(openTalk(said, parts.book.identify(said), parts), said, send);
    },
  });
}
