/**
 * Who waits for the next bundle, and who has which in force. In memory only: devices ask again as soon as a control
 * plane is back, and say it anew. One timer a waiting device; nothing is held longer than the device asked for.
 */
export class BundleWatch {
  readonly #inForce = new Map<string, { version: string; at: string }>();
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  /** At most so many names are kept: the token of devices is shared, and a name is what its holder says. */
  static readonly MAX_DEVICES = 10_000;
  static readonly MAX_WAITING = 20_000;

  note(device: string, version: string, at: string): void {
    this.#inForce.delete(device);
    const [oldest] = this.#inForce.keys();
    if (this.#inForce.size >= BundleWatch.MAX_DEVICES && oldest !== undefined) this.#inForce.delete(oldest);
    this.#inForce.set(device, { version, at });
  }

  inForce(): { device: string; version: string; at: string }[] {
    return [...this.#inForce].map(([device, { version, at }]) => ({ device, version, at }));
  }

  /** Resolves with the next announcement, at the latest after `ms`, and at once when this is closed. */
  async next(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#isClosed || signal.aborted || this.#waiting.size >= BundleWatch.MAX_WAITING) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }

  announce(): void {
    for (const done of this.#waiting) done();
  }

  close(): void {
    this.#isClosed = true;
    this.announce();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }
}
