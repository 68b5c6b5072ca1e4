import { randomBytes } from 'node:crypto';
import type { HookAnswer } from './hook-server.ts';

/** How long one request of the script waits; inside its own deadline, by which it knows a guard that hangs. */
const ROUND_MS = 7_000;
/** Nobody has asked for this long: whoever was held has gone. */
const GONE_MS = 15_000;

type HeldCall = {
  readonly uid: number | undefined;
  readonly answering: Promise<HookAnswer>;
  readonly leave: () => void;
  timer: NodeJS.Timeout;
};

/**
 * Calls of the hook script for whose answer people are asked. The script asks for it again and again, each time with a short
 * deadline: so a guard that dies or hangs meanwhile is found as fast as ever, and only an answer lets the tool go.
 */
export class HeldCalls {
  readonly #calls = new Map<string, HeldCall>();

  /** The name under which the script asks again; `leave` is called when it has gone. */
  hold(answering: Promise<HookAnswer>, leave: () => void, uid: number | undefined): string {
    const name = randomBytes(16).toString('hex');
    this.#calls.set(name, { uid, answering, leave, timer: this.#leaving(name) });
    // A fault is told to whoever asks again; until then it is nobody's.
    answering.catch(() => {});
    return name;
  }

  /** The answer, `waiting` when there is none yet, nothing for a name that was never given out, or to somebody else. */
  async next(
    name: string,
    uid: number | undefined,
    left: Promise<void>,
  ): Promise<HookAnswer | 'waiting' | undefined> {
    const call = this.#calls.get(name);
    if (call === undefined || call.uid !== uid) return undefined;
    clearTimeout(call.timer);
    let hasLeft = false;
    const leave = async (): Promise<void> => {
      await left;
      hasLeft = true;
      this.#leave(name);
    };
    void leave();
    const round = Promise.withResolvers<'waiting'>();
    const timer = setTimeout(() => round.resolve('waiting'), ROUND_MS);
    try {
      const answer = await Promise.race([call.answering, round.promise]);
      if (answer !== 'waiting') this.#calls.delete(name);
      else if (!hasLeft) call.timer = this.#leaving(name);
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  #leaving(name: string): NodeJS.Timeout {
    const timer = setTimeout(() => this.#leave(name), GONE_MS);
    timer.unref();
    return timer;
  }

  #leave(name: string): void {
    this.#calls.get(name)?.leave();
    this.#calls.delete(name);
  }
}
