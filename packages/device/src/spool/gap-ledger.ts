import type { GapEvidence } from '@sallyport/action-model';

export type GapCause = GapEvidence['cause'];

/** Records that are missing for one cause and are not written down yet. */
export interface PendingGap {
  readonly cause: GapCause;
  /** Absent when it can't be known. */
  readonly count?: number;
  readonly detail?: string;
}

/**
 * Counts what was not written until a gap record says so. The first loss of a cause is written at once, so that a
 * kill cannot hide that something is missing; later ones are added up, so that a flood of refusals does not
 * become a flood of records.
 */
export class GapLedger {
  readonly #pending = new Map<GapCause, PendingGap>();
  readonly #writtenAtMs = new Map<GapCause, number>();
  readonly #intervalMs: number;
  readonly #clockMs: () => number;
  /** Records counted as missing since the spool was opened. */
  missing = 0;

  constructor(intervalMs: number, clockMs: () => number) {
    this.#intervalMs = intervalMs;
    this.#clockMs = clockMs;
  }

  count(gap: PendingGap): void {
    this.missing += gap.count ?? 0;
    this.#add(gap);
  }

  #add(gap: PendingGap): void {
    const before = this.#pending.get(gap.cause);
    const total = (before?.count ?? 0) + (gap.count ?? 0);
    const known = gap.count !== undefined || before?.count !== undefined;
    const detail = gap.detail ?? before?.detail;
    this.#pending.set(gap.cause, {
      cause: gap.cause,
      ...(known ? { count: total } : {}),
      ...(detail === undefined ? {} : { detail }),
    });
  }

  /** How long until something has to be written; undefined when nothing is pending. */
  dueInMs(): number | undefined {
    let due: number | undefined;
    for (const cause of this.#pending.keys()) {
      const wait = Math.max(
        0,
        (this.#writtenAtMs.get(cause) ?? -Infinity) + this.#intervalMs - this.#clockMs(),
      );
      due = Math.min(due ?? wait, wait);
    }
    return due;
  }

  /** Takes what is due, or everything; give it back with `restore` when writing fails. */
  take(everything = false): readonly PendingGap[] {
    const taken = [...this.#pending.values()].filter(
      ({ cause }) =>
        everything || (this.#writtenAtMs.get(cause) ?? -Infinity) + this.#intervalMs <= this.#clockMs(),
    );
    for (const { cause } of taken) this.#pending.delete(cause);
    return taken;
  }

  restore(gaps: readonly PendingGap[]): void {
    for (const gap of gaps) this.#add(gap);
  }

  written(gaps: readonly PendingGap[]): void {
    for (const { cause } of gaps) this.#writtenAtMs.set(cause, this.#clockMs());
  }
}
