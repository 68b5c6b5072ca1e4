import type { Finding } from '@sallyport/action-model';
import { gravestOf, sortOf } from '@sallyport/detectors';
import { MAX_FINDINGS } from '../inspection/inspected.ts';

/** What is kept of what was found in the pieces of one action's content: the gravest, and what else there was by its sort. */
export class KeptFindings {
  readonly #leftOut = new Map<string, Finding>();
  #found = new Map<string, Finding>();
  #isGraveLeftOut = false;

  /** `isCut`: of this piece the lesser ones were left out before. */
  add(found: readonly Finding[], isCut: boolean): void {
    for (const finding of found) {
      const { sample, detector, rule, start, end } = finding;
      const key = `${sample} ${detector} ${rule} ${start}`;
      const known = this.#found.get(key);
      // Seen in two pieces that overlap: the longer sight is the whole one.
      if (known !== undefined && known.end >= end) continue;
      this.#found.set(key, finding);
      if (isCut && finding.level !== 'block') this.#leaveOut(finding);
    }
    if (this.#found.size > 1.5 * MAX_FINDINGS) this.#cut();
  }

  get findings(): Finding[] {
    this.#cut();
    return [...this.#found.values()];
  }

  get leftOut(): readonly Finding[] {
    this.#cut();
    return [...this.#leftOut.values()];
  }

  get isGraveLeftOut(): boolean {
    this.#cut();
    return this.#isGraveLeftOut;
  }

  #cut(): void {
    if (this.#found.size <= MAX_FINDINGS) return;
    const kept = new Set(gravestOf([...this.#found.values()], MAX_FINDINGS));
    for (const [key, finding] of this.#found) {
      if (kept.has(finding)) continue;
      this.#found.delete(key);
      if (finding.level === 'block') this.#isGraveLeftOut = true;
      else this.#leaveOut(finding);
    }
  }

  #leaveOut(finding: Finding): void {
    this.#leftOut.set(sortOf(finding), finding);
  }
}
