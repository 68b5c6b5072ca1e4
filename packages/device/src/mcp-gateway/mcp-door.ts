/**
 * The unix socket behind `sallyport mcp run`. As with the hook's socket its folder is closed to other users, and the token
 * tells our relay from whatever else found it. One connection is one session of one client with one server.
 */
import { timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { frame, FRAME_HEAD_BYTES, FrameReader, type Frame, type FrameKind } from './frame.ts';
import { RelayHello } from './relay-hello.ts';
import { writeTogether } from './write-together.ts';

/** `about`: the line that a word of line 0 goes with. A relay has one stream for all and does not need it. */
export type Send = (kind: FrameKind, line: number, content?: string, about?: number) => void;

export type RelaySession = {
  readonly take: (given: Frame) => void;
  /** The relay has gone: nobody waits for anything any more. */
  readonly gone: () => void;
};

export type Opened = RelaySession | { readonly refused: string } | { readonly notStarted: string };

export type McpDoorOptions = {
  /** Where to listen, or a socket that listens already and that the file system lets only one user through. */
  readonly socket: string | { readonly descriptor: number };
  /** Nothing where no token is needed. */
  readonly token: (() => string) | undefined;
  /** A session, or why there is none for this relay. */
  readonly open: (hello: RelayHello, send: Send) => Opened | Promise<Opened>;
  readonly limits?: DoorLimits;
  readonly failed: (error: unknown) => void;
};

export type DoorLimits = {
  readonly relays: number;
  /** Of all bytes that were taken from relays and not answered yet; who brings more is let go. */
  readonly bytes: number;
};

/** One for each server of each running client. */
const LIMITS: DoorLimits = { relays: 512, bytes: Number.POSITIVE_INFINITY };
/** Whoever connects and says nothing is let go. */
const HELLO_DEADLINE_MS = 10_000;
/** So much of a relay's words may wait for an answer before no more are read. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** The header line that the hook script sends is what its file holds. */
const HEADER = 'X-Sallyport-Token: ';

export type McpDoor = { readonly close: () => Promise<void> };

export async function startMcpDoor(options: McpDoorOptions): Promise<McpDoor> {
  const relays = new Set<Socket>();
  const { socket: place, limits = LIMITS } = options;
  const budget = { leftBytes: limits.bytes };
  const server = createServer((socket) => {
    relays.add(socket);
    socket.once('close', () => relays.delete(socket));
    serveRelay(socket, options, budget);
  });
  server.maxConnections = limits.relays;
  if (typeof place === 'string') {
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    chmodSync(dirname(place), 0o700);
    rmSync(place, { force: true });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (typeof place === 'string') server.listen(place, resolve);
    else server.listen({ fd: place.descriptor }, resolve);
  });
  if (typeof place === 'string') chmodSync(place, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Relays stay for as long as their clients do, and ask the next guard.
        for (const relay of relays) relay.destroy();
      }),
  };
}

function serveRelay(
  socket: Socket,
  { token, open, failed }: McpDoorOptions,
  budget: { leftBytes: number },
): void {
  const frames = new FrameReader();
  let session: RelaySession | undefined;
  let isOpening = false;
  let waitingBytes = 0;
  /** What this relay holds of the budget: all that came and was not answered, parts of frames among it. */
  let heldBytes = 0;
  const hold = (bytes: number): void => {
    heldBytes += bytes;
    budget.leftBytes -= bytes;
  };
  const sizes = new Map<number, number>();
  const send: Send = (kind, line, content = '') => {
    if (socket.destroyed) return;
    writeTogether(socket, frame(kind, line, content));
    if (kind === 'held' || line === 0) return;
    const size = sizes.get(line) ?? 0;
    waitingBytes -= size;
    hold(-size);
    sizes.delete(line);
    if (waitingBytes < MAX_WAITING_BYTES && socket.isPaused()) socket.resume();
  };
  const late = setTimeout(() => socket.destroy(), HELLO_DEADLINE_MS);
  const refuse = (why: string): void => {
    socket.end(frame('refused', 0, why));
  };
  const enter = async (hello: RelayHello): Promise<void> => {
    try {
      const opened = await open(hello, send);
      if ('refused' in opened) return refuse(opened.refused);
      if ('notStarted' in opened) return void socket.end(frame('not-started', 0, opened.notStarted));
      if (socket.destroyed) return opened.gone();
      session = opened;
      send('welcome', 0);
    } catch (error) {
      failed(error);
      socket.destroy();
    }
  };
  socket.on('data', (piece) => {
    try {
      hold(piece.length);
      const read = budget.leftBytes < 0 ? undefined : frames.push(piece);
      if (read === undefined) return void socket.destroy();
      for (const given of read) {
        // The words around a line are gone with it.
        hold(-FRAME_HEAD_BYTES);
        if (session !== undefined) {
          sizes.set(given.line, given.bytes.length);
          waitingBytes += given.bytes.length;
          session.take(given);
          continue;
        }
        hold(-given.bytes.length);
        clearTimeout(late);
        // A relay says nothing more before it is welcome.
        if (isOpening) return void socket.destroy();
        const hello = given.kind === 'hello' ? readHello(given.bytes) : undefined;
        if (hello === undefined) return refuse('this relay is of another version; start the client anew');
        if (token !== undefined && !isSame(hello.token, `${HEADER}${token()}`))
          return refuse('wrong token; run `sallyport doctor`');
        isOpening = true;
        void enter(hello);
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
    hold(-heldBytes);
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
