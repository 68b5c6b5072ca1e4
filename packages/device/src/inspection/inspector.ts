/**
 * Looks at texts for the daemon without holding its event loop: what is small at once, everything else in a thread, one for
 * ordinary texts and one for long ones, so that a long one keeps nobody waiting. This file owns which way a text goes
 * and what is remembered; it must never answer that nothing was found in a text that was not looked at: whatever went
 * wrong stands in `truncated`. To add a way of failing: a name in `Unfinished`.
 */
import { detect, type DetectorInput } from '@sallyport/detectors';
import { failureName } from './failure-name.ts';
import { InspectLane } from './inspect-lane.ts';
import { unfinished, type Inspected } from './inspected.ts';
import { ResultCache } from './result-cache.ts';
import { textDigest } from './text-digest.ts';

/** The texts of a call together; `node bench/inspect.ts` shows that so little costs less than a millisecond. */
export const INLINE_UNITS = 512;
/** What takes the thread tenths of a second; what is longer is looked at in windows, in the other thread. */
const ORDINARY_UNITS = 256 * 1024;
export const MAX_UNITS = 8 * 1024 * 1024;
const CACHE_BYTES = 8 * 1024 * 1024;

export type InspectorOptions = {
  /** Told why a thread ended or a text made a detector throw; never holds the text. */
  readonly onFailure?: (why: string) => void;
  /** The document of admins' own detectors, asked at each call; another one is used from that call on. */
  readonly own?: () => string | undefined;
  /** Another body for the threads; tests use one that hangs and crashes on demand. */
  readonly workerFile?: URL;
};

export class Inspector {
  readonly #ordinary: InspectLane;
  readonly #long: InspectLane;
  readonly #cache = new ResultCache(CACHE_BYTES);
  readonly #onFailure: (why: string) => void;
  readonly #askOwn: () => string | undefined;
  #own: string | undefined;
  /** How often the own detectors changed: what was remembered under others is another result. */
  #ownChanges = 0;

  constructor({ onFailure = () => {}, own = () => undefined, workerFile }: InspectorOptions = {}) {
    this.#askOwn = own;
    this.#onFailure = onFailure;
    const lane = { workerFile: workerFile ?? new URL('./inspect-worker.ts', import.meta.url), onFailure };
    this.#ordinary = new InspectLane(lane);
    this.#long = new InspectLane(lane);
  }

  /** One answer a text, in the same order, each at the deadline at the latest. */
  inspect(
    texts: readonly DetectorInput[],
    { deadlineMs }: { readonly deadlineMs: number },
  ): Promise<readonly Inspected[]> {
    const endsAt = performance.now() + deadlineMs;
    this.#followOwn();
    const units = texts.reduce((sum, { text }) => sum + text.length, 0);
    // Own patterns are slower, and the threads alone know them.
    if (units <= INLINE_UNITS && this.#own === undefined)
      return Promise.resolve(texts.map((input) => this.#inspectHere(input)));
    return Promise.all(texts.map((input) => this.#inspectThere(input, endsAt)));
  }

  /** The threads end; what is still waited for is answered as failed. */
  async close(): Promise<void> {
    await Promise.all([this.#ordinary.close(), this.#long.close()]);
  }

  #followOwn(): void {
    const own = this.#askOwn();
    if (own === this.#own) return;
    this.#own = own;
    this.#ownChanges++;
    this.#cache.clear();
    for (const lane of [this.#ordinary, this.#long]) lane.useOwn(own);
  }

  #inspectHere(input: DetectorInput): Inspected {
    try {
      return detect(input);
    } catch (error) {
      this.#onFailure(failureName(error));
      return unfinished('inspector-failed');
    }
  }

  async #inspectThere({ text, role }: DetectorInput, endsAt: number): Promise<Inspected> {
    const input = { text: text.slice(0, MAX_UNITS), role };
    const digest = `${this.#ownChanges} ${await textDigest(input)}`;
    const known = this.#cache.get(digest);
    const lane = input.text.length > ORDINARY_UNITS ? this.#long : this.#ordinary;
    const inspected =
      known ??
      (await lane.inspect(input, endsAt - performance.now(), (detected) =>
        this.#cache.set(digest, detected),
      ));
    if (text.length <= MAX_UNITS) return inspected;
    return { ...inspected, truncated: [...inspected.truncated, 'too-long'] };
  }
}
