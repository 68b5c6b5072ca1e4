import { timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { hasTooManyParts, MAX_JSON_PARTS } from '@sallyport/surfaces';
import type { Person } from '../managed-tier/people.ts';
import { PROBE_EVENT } from '../health/probe-daemon.ts';
import { ANSWER_MARK, renderRefusal } from '../hook-client/hook-script.ts';
import { HeldCalls } from './held-calls.ts';
import type { SandboxJob } from '../sandbox/sandbox-arguments.ts';

/** One hook call: the event its entry names, the payload as it came, and the headers it came with. */
export type HookCall = {
  event: string;
  body: string;
  /** What `body` was read from: bytes that are no text are in it as they came. */
  bytes?: Uint8Array;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whose process calls, where the operating system says so; on our own socket it is whoever owns the socket. */
  person?: Person;
  /** Present where whoever calls can be held while people decide. */
  hold?: Hold;
};

/** How long, how it is told that it waits, and when it has gone. */
export type Hold = { readonly ms: number; readonly waiting: () => void; readonly gone: Promise<void> };

export type HookAnswer = { exitCode: 0 | 2; stdout: string; stderr: string };

/** A call that got no decision, for health: wrong token, foreign caller, a fault of ours. */
export type HookRefusal = { event: string; status: number; bytes: number };

export type HookHandler = {
  answer: (call: HookCall) => Promise<HookAnswer>;
  refused: (refusal: HookRefusal) => void;
  failed: (error: unknown, event: string) => void;
  /** The command of a sandbox ticket; absent where no tickets are given out. */
  takeJob?: (ticket: string, person?: Person) => SandboxJob | undefined;
  /** There was an answer, and nobody to take it any more: whoever asked had gone by its last resort. */
  unheard?: (event: string) => void;
};

export type HookServerOptions = HookHandler & { socket: string; token: () => string };

/** Takes from what one caller may have in memory at a time, or gives back a negative number; says whether there was enough. */
export type TakeBytes = (bytes: number) => boolean;

/** Who calls, or why the call is not taken. */
export type Admission =
  | { readonly admitted: true; readonly person?: Person; readonly takeBytes?: TakeBytes }
  | { readonly admitted: false; readonly status: 401 | 403 | 503; readonly why: string };
export type Doorkeeper = {
  /** The only `Host` that is answered: a browser that was sent here by another name is refused. */
  host: string;
  admit: (request: IncomingMessage) => Admission | Promise<Admission>;
};

/** Hook payloads carry whole files; beyond this the payload is not read and the script's last resort decides. */
export const MAX_HOOK_BODY_BYTES = 32 * 1024 * 1024;

/** Linux and macOS keep a socket's path in a field of about this size; a longer one fails without saying why. */
export const MAX_SOCKET_PATH_BYTES = 100;

/**
 * The unix socket behind the hook script. Its folder is closed to other users, so a peer is this user or root;
 * the token tells our script from anything else that found the socket. A browser can't reach it, but a foreign
 * Host or an Origin is refused all the same, so that a forwarded port gives nothing away.
 */
export async function startHookServer(options: HookServerOptions): Promise<Server> {
  if (Buffer.byteLength(options.socket) > MAX_SOCKET_PATH_BYTES) {
    throw new Error(
      `the socket path \`${options.socket}\` is too long for this system; set SALLYPORT_HOME to a shorter folder`,
    );
  }
  const doorkeeper: Doorkeeper = {
    host: 'localhost',
    admit: ({ headers }) =>
      sameSecret(headers['x-sallyport-token'], options.token())
        ? { admitted: true }
        : { admitted: false, status: 401, why: 'wrong token; run `sallyport doctor`' },
  };
  const server = hookServer(options, doorkeeper);
  mkdirSync(dirname(options.socket), { recursive: true, mode: 0o700 });
  chmodSync(dirname(options.socket), 0o700);
  rmSync(options.socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.socket, resolve);
  });
  chmodSync(options.socket, 0o600);
  return server;
}

/** A server of hook calls that does not listen yet. */
export function hookServer(handler: HookHandler, doorkeeper: Doorkeeper): Server {
  const held = new HeldCalls();
  const server = createServer(
    (request, response) => void serveHook(request, response, handler, doorkeeper, held),
  );
  // A hook holds its connection while a person decides; whoever calls has a deadline of their own.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  return server;
}

/** Ends when every call that is being decided has its answer. */
export async function closeHookServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeIdleConnections();
  await closed;
}

/**
 * One request, whatever it came by: `/hook/EVENT` from our script, `/http-hook/EVENT` from the client itself,
 * `/sandbox/TICKET` from `sandbox-run`, `/held/NAME` from a script that was told to wait.
 */
async function serveHook(
  request: IncomingMessage,
  response: ServerResponse,
  handler: HookHandler,
  { host, admit }: Doorkeeper,
  held: HeldCalls,
): Promise<void> {
  const { form, event, ticket, waitsFor, holdMs = 0 } = targetOf(request.url);
  const refuse = (status: number, why: string): void => {
    handler.refused({ event: event ?? 'unknown', status, bytes: 0 });
    // Both forms take only an answer of their own shape; a refusal is text for whoever looks with curl.
    response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${why}\n`);
    request.resume();
  };
  let payload: Buffer | undefined;
  let takeBytes: TakeBytes | undefined;
  let taken = 0;
  if (request.method !== 'POST' || event === undefined) return refuse(404, 'not a hook');
  if (request.headers.origin !== undefined || request.headers.host !== host)
    return refuse(403, 'not from here');
  try {
    const asked = admit(request);
    const admission = asked instanceof Promise ? await asked : asked;
    if (!admission.admitted) return refuse(admission.status, admission.why);
    if (event === PROBE_EVENT) return void response.writeHead(200).end('here\n');
    if (ticket !== undefined) {
      const job = handler.takeJob?.(ticket, admission.person);
      return job === undefined
        ? void response.writeHead(404).end('no such ticket: it was used, or is too old\n')
        : void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(job));
    }
    const uid = admission.person?.uid;
    if (waitsFor !== undefined) {
      const answer = await held.next(waitsFor, uid, leftEarly(response));
      if (response.closed) return undefined;
      if (answer === undefined) return void response.writeHead(404).end('nobody waits under this name\n');
      return sayToScript(response, answer === 'waiting' ? waitText(waitsFor) : renderAnswer(answer));
    }
    ({ takeBytes } = admission);
    const body = await readBody(request, (bytes) => {
      if (takeBytes?.(bytes) === false) return false;
      taken += bytes;
      return true;
    });
    if (body === 'too-large') return refuse(413, 'payload too large');
    if (body === 'too-much') return refuse(503, 'too many large payloads of one user at a time');
    payload = body;
    const text = body.toString('utf8');
    if (hasTooManyParts(text)) return refuse(413, `the payload has more than ${MAX_JSON_PARTS} values in it`);
    const waiting = Promise.withResolvers<'waiting'>();
    const gone = Promise.withResolvers<void>();
    const answering = handler.answer({
      event,
      body: text,
      bytes: payload,
      headers: request.headers,
      ...(admission.person === undefined ? {} : { person: admission.person }),
      ...(holdMs === 0
        ? {}
        : { hold: { ms: holdMs, waiting: () => waiting.resolve('waiting'), gone: gone.promise } }),
    });
    // The client's own request has one connection: that it is closed says that nobody waits any more.
    if (holdMs > 0) void leftEarly(response).then(() => gone.resolve());
    const answer = await (holdMs > 0 && form === 'script'
      ? Promise.race([answering, waiting.promise])
      : answering);
    if (answer === 'waiting') {
      const name = held.hold(answering, () => gone.resolve(), uid);
      const [give, bytes] = [takeBytes, taken];
      // The payload is in memory until it is decided.
      taken = 0;
      void answering.catch(() => {}).finally(() => give?.(-bytes));
      return sayToScript(response, waitText(name));
    }
    // Gone already, while we decided: then nothing more is told of this response.
    if (response.closed) return handler.unheard?.(event);
    if (handler.unheard !== undefined)
      response.once('close', () => {
        if (!response.writableFinished) handler.unheard?.(event);
      });
    if (form === 'script') {
      sayToScript(response, renderAnswer(answer));
    } else if (answer.exitCode === 0) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer.stdout);
    } else {
      // Only a program can say this; the installer gives such events the script. An error blocks where policy closes.
      refuse(500, answer.stderr);
    }
  } catch (error) {
    handler.failed(error, event);
    // The script has sent its payload away: for its line it has only what is said here.
    const refusal = renderRefusal(payload?.toString('utf8', 0, 65_536) ?? '');
    if (!response.headersSent) refuse(500, `${refusal}\nthe guard failed; run \`sallyport doctor\``);
    else response.destroy();
  } finally {
    takeBytes?.(-taken);
  }
}

export const renderAnswer = (answer: HookAnswer): string => {
  const text = answer.exitCode === 0 ? answer.stdout : answer.stderr;
  return text === '' && answer.exitCode === 0
    ? `${ANSWER_MARK} 0`
    : `${ANSWER_MARK} ${answer.exitCode}\n${text}`;
};

/** Tells the script to ask under this name until it has an answer. */
const waitText = (name: string): string => `${ANSWER_MARK} wait ${name}`;

const sayToScript = (response: ServerResponse, text: string): void =>
  void response.writeHead(200, { 'content-type': 'text/plain' }).end(text);

/** Resolves when the connection ends before the answer has left. */
const leftEarly = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.once('close', () => {
      if (!response.writableFinished) resolve();
    });
  });

type Target = {
  form: 'script' | 'http';
  event: string | undefined;
  ticket?: string;
  waitsFor?: string;
  holdMs?: number;
};
const targetOf = (url = ''): Target => {
  const [, waitsFor] = /^\/held\/([0-9a-f]{32})$/.exec(url) ?? [];
  if (waitsFor !== undefined) return { form: 'script', event: 'HeldCall', waitsFor };
  const [, ticket] = /^\/sandbox\/([0-9a-f]{32})$/.exec(url) ?? [];
  if (ticket !== undefined) return { form: 'http', event: 'SandboxTicket', ticket };
  const [, form, event, seconds = '0'] =
    /^\/(hook|http-hook)\/([A-Za-z]{1,40})(?:\?hold=(\d{1,3}))?$/.exec(url) ?? [];
  return { form: form === 'http-hook' ? 'http' : 'script', event, holdMs: Number(seconds) * 1000 };
};

function sameSecret(given: string | string[] | undefined, secret: string): boolean {
  if (typeof given !== 'string') return false;
  const [left, right] = [Buffer.from(given), Buffer.from(secret)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The whole body, or why it was not read. By events: an async iterator costs more than the rest. */
function readBody(
  request: IncomingMessage,
  takeBytes: TakeBytes,
): Promise<Buffer | 'too-large' | 'too-much'> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    let whole = false;
    const letGo = (why: 'too-large' | 'too-much'): void => {
      request.removeAllListeners('data');
      resolve(why);
    };
    request.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > MAX_HOOK_BODY_BYTES) letGo('too-large');
      else if (!takeBytes(piece.length)) letGo('too-much');
      else pieces.push(piece);
    });
    request.on('end', () => {
      whole = true;
      const [only] = pieces;
      resolve(only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces));
    });
    request.on('error', reject);
    // Every request closes in the end; an error with its stack is made only for those that were not whole.
    request.on('close', () => {
      if (!whole) reject(new Error('the hook script went away before its payload was whole'));
    });
  });
}
