/**
 * The unix socket behind `sallyport mcp run`. As with the hook's socket its folder is closed to other users, and the token
 * tells our relay from whatever else found it. One connection is one session of one client with one server.
 */
import { timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { frame, FrameReader, type Frame, type FrameKind } from './frame.ts';
import { RelayHello } from './relay-hello.ts';
import { writeTogether } from './write-together.ts';

/** `about`: the line that a word of line 0 goes with. A relay has one stream for all and does not need it. */
export type Send = (kind: FrameKind, line: number, content?: string, about?: number) => void;

export type RelaySession = {
  readonly take: (given: Frame) => void;
  /** The relay has gone: nobody waits for anything any more. */
  readonly gone: () => void;
};

export type McpDoorOptions = {
  readonly socket: string;
  readonly token: () => string;
  readonly open: (hello: RelayHello, send: Send) => RelaySession;
  readonly failed: (error: unknown) => void;
};

/** One for each server of each running client. */
const MAX_RELAYS = 512;
/** Whoever connects and says nothing is let go. */
const HELLO_DEADLINE_MS = 10_000;
/** So much of a relay's words may wait for an answer before no more are read. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** The header line that the hook script sends is what its file holds. */
const HEADER = 'X-Sallyport-Token: ';

export type McpDoor = { readonly close: () => Promise<void> };

export async function startMcpDoor(options: McpDoorOptions): Promise<McpDoor> {
  const relays = new Set<Socket>();
  const server = createServer((socket) => {
    relays.add(socket);
    socket.once('close', () => relays.delete(socket));
    serveRelay(socket, options);
  });
  server.maxConnections = MAX_RELAYS;
  mkdirSync(dirname(options.socket), { recursive: true, mode: 0o700 });
  chmodSync(dirname(options.socket), 0o700);
  rmSync(options.socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.socket, resolve);
  });
  chmodSync(options.socket, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Relays stay for as long as their clients do, and ask the next guard.
        for (const relay of relays) relay.destroy();
      }),
  };
}

function serveRelay(socket: Socket, { token, open, failed }: McpDoorOptions): void {
  const frames = new FrameReader();
  let session: RelaySession | undefined;
  let waitingBytes = 0;
  const sizes = new Map<number, number>();
  const send: Send = (kind, line, content = '') => {
    if (socket.destroyed) return;
    writeTogether(socket, frame(kind, line, content));
    if (kind === 'held' || line === 0) return;
    waitingBytes -= sizes.get(line) ?? 0;
    sizes.delete(line);
    if (waitingBytes < MAX_WAITING_BYTES && socket.isPaused()) socket.resume();
  };
  const late = setTimeout(() => socket.destroy(), HELLO_DEADLINE_MS);
  const refuse = (why: string): void => {
    socket.end(frame('refused', 0, why));
  };
  socket.on('data', (piece) => {
    try {
      const read = frames.push(piece);
      if (read === undefined) return void socket.destroy();
      for (const given of read) {
        if (session !== undefined) {
          sizes.set(given.line, given.bytes.length);
          waitingBytes += given.bytes.length;
          session.take(given);
          continue;
        }
        clearTimeout(late);
        const hello = given.kind === 'hello' ? readHello(given.bytes) : undefined;
        if (hello === undefined) return refuse('this relay is of another version; start the client anew');
        if (!isSame(hello.token, `${HEADER}${token()}`)) return refuse('wrong token; run `sallyport doctor`');
        session = open(hello, send);
        send('welcome', 0);
      }
      if (waitingBytes >= MAX_WAITING_BYTES) socket.pause();
    } catch (error) {
      failed(error);
      socket.destroy();
    }
  });
  socket.on('error', () => {});
  socket.once('close', () => {
    clearTimeout(late);
    session?.gone();
  });
}

function readHello(bytes: Buffer): RelayHello | undefined {
  try {
    const parsed = RelayHello.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function isSame(given: string, secret: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(secret)];
  return left.length === right.length && timingSafeEqual(left, right);
}
