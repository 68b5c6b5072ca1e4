import type { NewEvidence } from '@sallyport/action-model';

/** One record says so many kinds; more are counted. */
const MAX_KINDS = 40;
const KEEP_EVERY_MS = 1000;

/**
 * What a relay let on or refused while no guard answered. The first is on record at once; what follows within a second is
 * one record, because a busy session would make thousands of files.
 */
export class GapKeeper {
  readonly #keep: (evidence: NewEvidence) => void;
  readonly #who: string;
  #kinds = new Map<string, number>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(who: string, keep: (evidence: NewEvidence) => void) {
    this.#who = who;
    this.#keep = keep;
  }

  add(what: string): void {
    this.#count += 1;
    if (this.#kinds.size < MAX_KINDS || this.#kinds.has(what))
      this.#kinds.set(what, (this.#kinds.get(what) ?? 0) + 1);
    if (this.#timer !== undefined) return;
    this.flush();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, KEEP_EVERY_MS);
    this.#timer.unref();
  }

  flush(): void {
    if (this.#count === 0) return;
    const said = [...this.#kinds].map(([what, times]) => `${what} ×${times}`).join(', ');
    const evidence: NewEvidence = {
      type: 'gap',
      cause: 'daemon-down',
      count: this.#count,
      detail: `the MCP relay of ${this.#who} decided by its last resort: ${said}`.slice(0, 2000),
    };
    this.#count = 0;
    this.#kinds = new Map();
    this.#keep(evidence);
  }
}
