/**
 * One direction of a session. What goes in is worked on at the same time and goes out in the order in which it came,
 * because a message may be about the one before it (a cancellation, the end of a start). Whoever waits for people steps
 * aside, so that nobody else waits for them too, and goes out when it has its answer.
 */
export class OrderedLane {
  #last: Promise<unknown> = Promise.resolve();

  /** `making` gives what is to be done when its turn comes; it must not throw. */
  put(making: Promise<() => void>, aside?: Promise<unknown>): void {
    const before = this.#last;
    const turn = async (): Promise<void> => {
      const made =
        aside === undefined ? await making : await Promise.race([making, aside.then(() => undefined)]);
      await before;
      if (made !== undefined) made();
      else void goLater(making);
    };
    this.#last = turn();
  }

  /** When everything that is in now has gone out or stepped aside. */
  settled(): Promise<unknown> {
    return this.#last;
  }
}

const goLater = async (making: Promise<() => void>): Promise<void> => (await making)();
