import type { Feature, HiddenBy } from './view.ts';
import type { Work } from './work.ts';

/** Two pieces hidden the same way with no more than this between them are told as one. */
const NEIGHBOUR_UNITS = 8;

/** Collects what was hidden, in order; neighbours become one entry, so that a letter-by-letter disguise stays one. */
export class FeatureList {
  readonly #work: Work;
  readonly #features: { what: HiddenBy; start: number; end: number; count: number }[] = [];

  constructor(work: Work) {
    this.#work = work;
  }

  add(what: HiddenBy, start: number, end: number, count: number = end - start): void {
    const last = this.#features.at(-1);
    if (last?.what === what && start >= last.start && start - last.end <= NEIGHBOUR_UNITS) {
      last.end = Math.max(last.end, end);
      last.count += count;
    } else if (this.#work.featuresLeft > 0) {
      this.#work.featuresLeft--;
      this.#features.push({ what, start, end, count });
    } else {
      this.#work.truncated = true;
    }
  }

  get all(): readonly Feature[] {
    return this.#features;
  }
}
