/**
 * A relay's connection to the guard. It owns what was asked and not answered yet, and when the guard counts as away: nobody
 * listens, it does not answer in time, or it hangs up. Then each line that waits is given to `away`, once, and a later answer
 * to it is dropped; the next line tries the guard anew. It never decides anything.
 */
import { connect, type Socket } from 'node:net';
import { frame, FrameReader, type Frame, type FrameKind } from './frame.ts';
import { writeTogether } from './write-together.ts';

export type AskedKind = Extract<FrameKind, `${string}from-${'client' | 'server'}`>;

/** One line that nobody has answered yet. */
export type Asked = {
  readonly kind: AskedKind;
  readonly bytes: Buffer;
  /** The guard has said that people are being asked: then nothing but an answer lets it go. */
  held: boolean;
  dueMs: number;
};

export type Entered = 'welcome' | 'away' | { readonly notStarted: string } | { readonly refused: string };

export type GuardLinkOptions = {
  readonly socket: string;
  /** The first frame; made for each connection, because the token may have been made anew. `isRunning`: the server is. */
  readonly hello: (isRunning: boolean) => string;
  readonly answered: (answer: Frame, asked: Asked | undefined) => void;
  readonly away: (asked: Asked) => void;
  /** Once: the guard takes us, or is not there, or says why the server may not be started, or that it takes no such relay. */
  readonly entered?: (word: Entered) => void;
  /** Why the guard takes nothing from this relay, once for each reason. */
  readonly complain: (why: string) => void;
  readonly deadlines?: Partial<Deadlines>;
};

type Deadlines = {
  /** A guard that takes longer than this for a line that it does not hold for people counts as hung. */
  readonly answerMs: number;
  /** How long a lost connection is tried again before what waits is decided without it. */
  readonly returnMs: number;
  /** How long the next line goes on without asking after the guard was away. */
  readonly restMs: number;
};
/** The hook script gives a guard as long. */
const DEADLINES: Deadlines = { answerMs: 10_000, returnMs: 1_500, restMs: 1_000 };
const TRY_AGAIN_MS = 50;
const LOOK_EVERY_MS = 500;

export class GuardLink {
  readonly #options: GuardLinkOptions;
  readonly #deadlines: Deadlines;
  readonly #asked = new Map<number, Asked>();
  readonly #complained = new Set<string>();
  #socket: Socket | undefined;
  /** It has taken us; lines asked before are on their way. */
  #welcome = false;
  /** When what waits for a connection stops waiting for it. */
  #giveUpMs = 0;
  /** Until then a guard that is there may take its time with its first word. */
  #answersByMs = 0;
  /** Until then nobody is asked: the guard was away a moment ago. */
  #restUntilMs = 0;
  #lines = 0;
  #hasEntered = false;
  #ended = false;
  #retry: NodeJS.Timeout | undefined;
  readonly #clock: NodeJS.Timeout;

  constructor(options: GuardLinkOptions) {
    this.#options = options;
    this.#deadlines = { ...DEADLINES, ...options.deadlines };
    this.#clock = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#clock.unref();
    this.#giveUpMs = performance.now() + this.#deadlines.returnMs;
    this.#connect();
  }

  ask(kind: AskedKind, bytes: Buffer): void {
    const nowMs = performance.now();
    const asked: Asked = { kind, bytes, held: false, dueMs: nowMs + this.#deadlines.answerMs };
    if (nowMs < this.#restUntilMs) return this.#options.away(asked);
    const line = (this.#lines += 1);
    this.#asked.set(line, asked);
    if (this.#welcome && this.#socket !== undefined) writeTogether(this.#socket, frame(kind, line, bytes));
    else if (this.#socket === undefined && this.#retry === undefined) {
      this.#giveUpMs = nowMs + this.#deadlines.returnMs;
      this.#connect();
    }
  }

  end(): void {
    this.#ended = true;
    clearInterval(this.#clock);
    clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  #connect(): void {
    this.#retry = undefined;
    if (this.#ended) return;
    const socket = connect(this.#options.socket);
    const frames = new FrameReader();
    this.#socket = socket;
    socket.once('connect', () => {
      // It is there: what it has to find out before a server may be started takes as long as any answer.
      if (!this.#hasEntered) this.#answersByMs = performance.now() + this.#deadlines.answerMs;
      try {
        socket.write(frame('hello', 0, this.#options.hello(this.#hasEntered)));
      } catch (error) {
        this.#complain(`the guard can't be asked: ${String(error)}`);
        socket.destroy();
      }
    });
    socket.on('data', (piece) => {
      const read = frames.push(piece);
      // Whoever listens there is not the guard.
      if (read === undefined) socket.destroy();
      for (const each of read ?? []) if (this.#socket === socket) this.#take(each, socket);
    });
    // Told by `close`, which comes after it.
    socket.on('error', () => {});
    socket.once('close', () => {
      if (this.#socket === socket) this.#lost();
    });
  }

  #take(given: Frame, socket: Socket): void {
    switch (given.kind) {
      case 'welcome':
        this.#welcome = true;
        this.#restUntilMs = 0;
        this.#enter('welcome');
        for (const [line, { kind, bytes }] of this.#asked) socket.write(frame(kind, line, bytes));
        return;
      case 'refused':
        this.#complain(given.bytes.toString('utf8'));
        // It is there, and will not answer for this server: that is no guard that is away.
        this.#enter({ refused: given.bytes.toString('utf8') });
        return this.#giveUp();
      case 'not-started':
        this.#enter({ notStarted: given.bytes.toString('utf8') });
        return this.#giveUp();
      case 'held': {
        const asked = this.#asked.get(given.line);
        if (asked !== undefined)
          Object.assign(asked, { held: true, dueMs: performance.now() + this.#deadlines.answerMs });
        return;
      }
      case 'to-client':
      case 'to-server':
      case 'nothing': {
        const asked = this.#asked.get(given.line);
        // Somebody else has decided about this line meanwhile.
        if (given.line !== 0 && asked === undefined) return;
        this.#asked.delete(given.line);
        return this.#options.answered(given, asked);
      }
      case 'hello':
      case 'from-client':
      case 'from-server':
      case 'too-long-from-client':
      case 'too-long-from-server':
        return void socket.destroy();
      default:
        return given.kind satisfies never;
    }
  }

  #enter(word: Entered): void {
    if (this.#hasEntered) return;
    this.#hasEntered = true;
    this.#options.entered?.(word);
  }

  /** The connection is gone. What waits is asked once more of a guard that comes back at once. */
  #lost(): void {
    const nowMs = performance.now();
    if (this.#welcome) this.#giveUpMs = nowMs + this.#deadlines.returnMs;
    this.#welcome = false;
    this.#socket = undefined;
    this.#answersByMs = 0;
    if (this.#ended) return;
    if (nowMs >= this.#giveUpMs) return this.#giveUp();
    this.#retry = setTimeout(() => this.#connect(), TRY_AGAIN_MS);
  }

  #giveUp(): void {
    this.#enter('away');
    this.#welcome = false;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
    this.#restUntilMs = performance.now() + this.#deadlines.restMs;
    const waiting = [...this.#asked.values()];
    this.#asked.clear();
    for (const asked of waiting) this.#options.away(asked);
  }

  /** Has it taken too long for something? */
  #look(): void {
    const nowMs = performance.now();
    if (this.#welcome && [...this.#asked.values()].some(({ dueMs }) => dueMs <= nowMs)) {
      this.#complain('the guard does not answer; run `sallyport doctor`');
      this.#giveUp();
    } else if (
      !this.#welcome &&
      this.#socket !== undefined &&
      Math.max(this.#giveUpMs, this.#answersByMs) <= nowMs
    )
      this.#giveUp();
  }

  #complain(why: string): void {
    if (this.#complained.has(why)) return;
    this.#complained.add(why);
    this.#options.complain(why);
  }
}
