/**
 * What a client starts in a server's place: once the guard has been asked, or the policy in its place, it starts the server as the client would have (same
 * environment, folder and standard error), cuts both streams into lines, asks the guard about each, and writes what the guard says. It reads no
 * message itself. Either side's end is the other's, and neither is left behind; who reads slowly slows down who writes to
 * them, and nobody else.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Frame } from './frame.ts';
import { GuardLink, type Asked, type AskedKind, type Entered, type GuardLinkOptions } from './guard-link.ts';
import { LineReader } from './line-reader.ts';
import type { WithoutGuard } from './without-guard.ts';
import { writeTogether } from './write-together.ts';

export type RelayOptions = Pick<GuardLinkOptions, 'socket' | 'hello' | 'deadlines'> & {
  readonly command: string;
  readonly args: readonly string[];
  /** What the client calls the server. */
  readonly name: string;
  /** Why the server is not started while no guard answers; undefined where it may be. */
  readonly whyNotAlone: () => Promise<string | undefined>;
  /** Loaded when it is needed first. */
  readonly withoutGuard: () => Promise<WithoutGuard>;
};

/**
 * So much of one side's words may be on its way before that side is no longer read. Large results are looked at one or two
 * at a time then, each within its own deadline.
 */
const MAX_ON_THE_WAY_BYTES = 1024 * 1024;
/** A server whose client has gone, or has closed its input, may still end by itself for as long. */
const CLIENT_GONE_MS = 2_000;
const INPUT_CLOSED_MS = 10_000;
const KILL_AFTER_MS = 2_000;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** Runs until both ends are done; gives the status with which the server ended, or why it was not started. */
export async function runRelay(options: RelayOptions): Promise<number | { readonly notStarted: string }> {
  const clientOutput = standardOutput();
  let running: { readonly client: Side; readonly server: Side; readonly serverInput: Writable } | undefined;
  const write = (to: 'client' | 'server', text: Buffer | string): void => {
    const stream = to === 'client' ? clientOutput : running?.serverInput;
    if (stream?.writable !== true) return;
    writeTogether(stream, text, '\n');
  };
  const left = ({ kind, bytes }: Pick<Asked, 'kind' | 'bytes'>): void =>
    running?.[kind.endsWith('client') ? 'client' : 'server'].left(bytes.length);
  let deciding: Promise<void> = Promise.resolve();
  let alone: WithoutGuard | undefined;
  const decideAlone = async (asked: Asked): Promise<void> => {
    try {
      alone ??= await options.withoutGuard();
      for (const { to, text } of alone.decide(asked)) write(to, text);
    } catch (error) {
      say(`a message could be neither decided nor passed on: ${String(error)}`);
    }
    left(asked);
  };
  const entered = Promise.withResolvers<Entered>();
  const link = new GuardLink({
    ...options,
    complain: say,
    entered: entered.resolve,
    answered: ({ kind, bytes }: Frame, asked) => {
      if (kind !== 'nothing') write(kind === 'to-client' ? 'client' : 'server', bytes);
      if (asked !== undefined) left(asked);
    },
    away: (asked) => {
      // One after the other, so that they keep their order.
      deciding = deciding.then(() => decideAlone(asked));
    },
  });
  const notStarted = await whyNot(await entered.promise, options);
  if (notStarted !== undefined) {
    link.end();
    return { notStarted };
  }

  const child = startServer(options.command, options.args);
  const { stdin: serverInput, stdout: serverOutput } = child;
  if (serverInput === null || serverOutput === null) throw new Error('a server was started without pipes');
  const ended = endOf(child, options.command);
  const client = new Side(process.stdin, 'from-client', serverInput);
  const server = new Side(serverOutput, 'from-server', clientOutput);
  running = { client, server, serverInput };
  client.read(link);
  server.read(link);

  const kill = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, () => kill(signal));
  process.on('exit', () => kill('SIGKILL'));
  const endServer = (afterMs: number): void => {
    if (!serverInput.writableEnded) serverInput.end();
    setTimeout(() => kill('SIGTERM'), afterMs).unref();
    setTimeout(() => kill('SIGKILL'), afterMs + KILL_AFTER_MS).unref();
  };
  // A server that has closed its input says so by ending; a client that has gone, by this.
  serverInput.on('error', () => {});
  clientOutput.on('error', () => endServer(CLIENT_GONE_MS));
  void client.done.then(() => endServer(INPUT_CLOSED_MS));

  const status = await ended;
  await Promise.race([server.done, pause(KILL_AFTER_MS)]);
  await deciding;
  alone?.end();
  link.end();
  await flushed(clientOutput);
  return status;
}

/** Undefined where the server may be started. */
async function whyNot(
  word: Entered,
  { name, whyNotAlone }: Pick<RelayOptions, 'name' | 'whyNotAlone'>,
): Promise<string | undefined> {
  if (word === 'welcome') return undefined;
  if (word === 'away') return whyNotAlone();
  return 'notStarted' in word
    ? word.notStarted
    : `Sallyport has not started the server \`${name}\`: its guard does not take this relay (${word.refused.slice(0, 300)}). Do not work around this; tell the user. They can run: sallyport doctor`;
}

const say = (why: string): void => void process.stderr.write(`sallyport: ${why}\n`);

/** One side's words, from its stream to whoever they go on to. */
class Side {
  readonly #stream: Readable;
  readonly #kind: 'from-client' | 'from-server';
  readonly #onward: Writable;
  readonly #done = Promise.withResolvers<void>();
  #bytes = 0;
  #lines = 0;
  #isOver = false;

  constructor(stream: Readable, kind: 'from-client' | 'from-server', onward: Writable) {
    this.#stream = stream;
    this.#kind = kind;
    this.#onward = onward;
    onward.on('drain', () => this.#flow());
  }

  /** It has said its last word, and everything it said has been answered. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  read(link: GuardLink): void {
    const lines = new LineReader();
    this.#stream.on('data', (piece: Buffer) => {
      for (const { tooLong, bytes } of lines.push(piece)) {
        this.#bytes += bytes.length;
        this.#lines += 1;
        const kind: AskedKind = tooLong ? `too-long-${this.#kind}` : this.#kind;
        link.ask(kind, bytes);
      }
      this.#flow();
    });
    const over = (): void => {
      this.#isOver = true;
      this.#flow();
    };
    this.#stream.once('end', over);
    this.#stream.once('close', over);
    this.#stream.on('error', over);
  }

  left(bytes: number): void {
    this.#bytes -= bytes;
    this.#lines -= 1;
    this.#flow();
  }

  #flow(): void {
    if (this.#isOver && this.#lines === 0) this.#done.resolve();
    const isFull = this.#bytes + this.#onward.writableLength > MAX_ON_THE_WAY_BYTES;
    if (isFull !== this.#stream.isPaused()) {
      if (isFull) this.#stream.pause();
      else this.#stream.resume();
    }
  }
}

const SETPRIV = '/usr/bin/setpriv';

/**
 * Exactly as a client starts it. Where the system can, it is told to end with us, whatever ends us: a client kills what it
 * has started, and that is us.
 */
function startServer(command: string, args: readonly string[]): ChildProcess {
  const stdio = ['pipe', 'pipe', 'inherit'] as const;
  return process.platform === 'linux' && existsSync(SETPRIV)
    ? spawn(SETPRIV, ['--pdeathsig', 'KILL', '--', command, ...args], { stdio: [...stdio] })
    : spawn(command, [...args], { stdio: [...stdio] });
}

const endOf = (child: ChildProcess, command: string): Promise<number> =>
  new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`sallyport: the server \`${command}\` could not be started: ${error.message}\n`);
      resolve(127);
    });
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });

/** Written without waiting: what the client does not read must not keep us from reading what it writes. */
function standardOutput(): Writable {
  const status = fstatSync(1);
  return status.isFIFO() || status.isSocket()
    ? new Socket({ fd: 1, readable: false, writable: true })
    : process.stdout;
}

const flushed = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    if (!stream.writable) return resolve();
    stream.once('close', resolve);
    // Called when everything before it has been written, or can't be any more.
    stream.write('', () => resolve());
  });

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms).unref());
