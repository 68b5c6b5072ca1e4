/**
 * Looks at texts for the daemon without holding its event loop: in a thread for short texts and one for long ones, so that
 * a long one keeps no short one waiting. Never in the daemon's own thread, however short the text: a pattern that is met
 * for the first time takes tens of milliseconds to be compiled. This file owns which way a text goes and what is
 * remembered; it must never answer that nothing was found in a text that was not looked at: whatever went wrong stands
 * in `truncated`. To add a way of failing: a name in `Unfinished`.
 */
import type { DetectorInput } from '@sallyport/detectors';
import { InspectLane } from './inspect-lane.ts';
import type { Inspected } from './inspected.ts';
import { ResultCache } from './result-cache.ts';
import { textDigest } from './text-digest.ts';

/** What takes a warm thread some hundredths of a second. */
const SHORT_UNITS = 32 * 1024;
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
  readonly #short: InspectLane;
  readonly #long: InspectLane;
  readonly #cache = new ResultCache(CACHE_BYTES);
  readonly #askOwn: () => string | undefined;
  #own: string | undefined;
  /** How often the own detectors changed: what was remembered under others is another result. */
  #ownChanges = 0;

  constructor({ onFailure = () => {}, own = () => undefined, workerFile }: InspectorOptions = {}) {
    this.#askOwn = own;
    const lane = { workerFile: workerFile ?? new URL('./inspect-worker.ts', import.meta.url), onFailure };
    this.#short = new InspectLane(lane);
    this.#long = new InspectLane(lane);
    this.#followOwn();
    // The other one is seldom needed, and a thread takes memory.
    this.#short.warm();
  }

  /** One answer a text, in the same order, each at the deadline at the latest. Callers take turns, `caller` by `caller`. */
  inspect(
    texts: readonly DetectorInput[],
    { deadlineMs, caller }: { readonly deadlineMs: number; readonly caller?: string },
  ): Promise<readonly Inspected[]> {
    const endsAt = performance.now() + deadlineMs;
    this.#followOwn();
    return Promise.all(texts.map((input) => this.#inspectOne(input, endsAt, caller)));
  }

  /** The threads end; what is still waited for is answered as failed. */
  async close(): Promise<void> {
    await Promise.all([this.#short.close(), this.#long.close()]);
  }

  #followOwn(): void {
    const own = this.#askOwn();
    if (own === this.#own) return;
    this.#own = own;
    this.#ownChanges++;
    this.#cache.clear();
    for (const lane of [this.#short, this.#long]) lane.useOwn(own);
  }

  async #inspectOne(
    { text, role }: DetectorInput,
    endsAt: number,
    caller: string | undefined,
  ): Promise<Inspected> {
    const input = { text: text.slice(0, MAX_UNITS), role };
    const digest = `${this.#ownChanges} ${await textDigest(input)}`;
    const known = this.#cache.get(digest);
    const lane = input.text.length > SHORT_UNITS ? this.#long : this.#short;
    const inspected =
      known ??
      (await lane.inspect(input, { deadlineMs: endsAt - performance.now(), caller }, (detected) =>
        this.#cache.set(digest, detected),
      ));
    if (text.length <= MAX_UNITS) return inspected;
    return { ...inspected, truncated: [...inspected.truncated, 'too-long'] };
  }
}
