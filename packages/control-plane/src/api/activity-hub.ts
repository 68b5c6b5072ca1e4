import type { ActivityItem } from '@sallyport/fleet-protocol';
import { randomBytes } from 'node:crypto';

export type HubEvent = { readonly id: string; readonly item: ActivityItem };

const KEPT_EVENTS = 2000;

/**
 * What was stored most recently, handed to whoever follows along. It remembers a bounded tail, so a reader that was away
 * for a moment misses nothing; one that was away longer is told so and loads the list again. Ids say which run of
 * the process they are of.
 */
export class ActivityHub {
  readonly #run = randomBytes(6).toString('hex');
  readonly #listeners = new Set<(events: readonly HubEvent[]) => void>();
  #kept: HubEvent[] = [];
  #count = 0;

  get lastId(): string {
    return `${this.#run}-${this.#count}`;
  }

  get readers(): number {
    return this.#listeners.size;
  }

  publish(items: readonly ActivityItem[]): void {
    const events = items.map((item) => {
      this.#count += 1;
      return { id: this.lastId, item };
    });
    this.#kept = [...this.#kept, ...events].slice(-KEPT_EVENTS);
    for (const listener of this.#listeners) listener(events);
  }

  /** The events after `id`; null when they can't be told any more. */
  after(id: string): readonly HubEvent[] | null {
    const [run, count] = id.split('-');
    const seen = Number(count);
    if (run !== this.#run || !/^\d{1,15}$/.test(count ?? '') || seen > this.#count) return null;
    const missed = this.#count - seen;
    return missed > this.#kept.length ? null : this.#kept.slice(this.#kept.length - missed);
  }

  /** Returns the way to stop listening. */
  subscribe(listener: (events: readonly HubEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
