/** Which tokens a known call has used. Calls lie in calls, so spans overlap: only their ends are noted. */
export class UsedTokens {
  readonly #changes: Int32Array;

  constructor(length: number) {
    this.#changes = new Int32Array(length + 2);
  }

  add(from: number, to: number): void {
    const last = this.#changes.length - 1;
    const [start, end] = [Math.min(from, last), Math.min(to, last)];
    if (end <= start) return;
    this.#changes[start] = (this.#changes[start] ?? 0) + 1;
    this.#changes[end] = (this.#changes[end] ?? 0) - 1;
  }

  /** For each token 1 where it is used, 0 where not. */
  all(): Uint8Array {
    let open = 0;
    return Uint8Array.from(this.#changes, (change) => ((open += change) > 0 ? 1 : 0));
  }
}
