import { randomBytes } from 'node:crypto';
import type { ActivityItem } from '@sallyport/fleet-protocol';

/** Some seconds of the fastest ingest, and a few megabytes at most, whatever the number of readers. */
const KEPT_ITEMS = 10_000;

/**
 * What was stored most recently, for whoever follows along. Items are kept once, in a ring that all readers share: a
 * reader is a position in it and costs nothing. Whoever falls behind the ring's end is told so and loads the list
 * again. Ids say which run of the process they are of.
 */
export class ActivityHub {
  readonly #run = randomBytes(6).toString('hex');
  readonly #ring: ActivityItem[] = [];
  readonly #listeners = new Set<() => void>();
  #count = 0;

  /** The position behind the newest item. */
  get end(): number {
    return this.#count;
  }

  get readers(): number {
    return this.#listeners.size;
  }

  publish(items: readonly ActivityItem[]): void {
    for (const item of items) {
      this.#ring[this.#count % KEPT_ITEMS] = item;
      this.#count += 1;
    }
    if (items.length > 0) for (const listener of this.#listeners) listener();
  }

  /** The item at a position; `lost` when it was overwritten, `none` when it is still to come. */
  at(position: number): ActivityItem | 'lost' | 'none' {
    if (position >= this.#count) return 'none';
    if (position < this.#count - KEPT_ITEMS) return 'lost';
    return this.#ring[position % KEPT_ITEMS] ?? 'lost';
  }

  /** Names a position for a reader that comes back. */
  idOf(position: number): string {
    return `${this.#run}-${position}`;
  }

  /** The position that an id names; null when it is of another run or no id of ours. */
  positionOf(id: string): number | null {
    const match = /^([0-9a-f]{12})-(\d{1,15})$/.exec(id);
    const position = Number(match?.[2]);
    return match?.[1] === this.#run && position <= this.#count ? position : null;
  }

  /** Calls back when something came. Returns the way to stop listening. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
