import type { DatabaseSync } from 'node:sqlite';
import { openDay } from './day-segment.ts';
import type { OpenOptions } from './sqlite.ts';

const MAX_OPEN_DAYS = 16;

/** Keeps the days used last open, because opening costs more than most queries; bounded, because a device chooses the days. */
export class OpenDays<Prepared> {
  readonly #directory: string;
  readonly #options: OpenOptions;
  readonly #prepare: (database: DatabaseSync) => Prepared;
  // A Map iterates in insertion order, so taking out and putting back makes the first key the one used longest ago.
  readonly #open = new Map<string, { database: DatabaseSync; prepared: Prepared }>();

  constructor(directory: string, options: OpenOptions, prepare: (database: DatabaseSync) => Prepared) {
    this.#directory = directory;
    this.#options = options;
    this.#prepare = prepare;
  }

  get(day: string): { database: DatabaseSync; prepared: Prepared } {
    const known = this.#open.get(day);
    const entry = known ?? this.#openNew(day);
    this.#open.delete(day);
    this.#open.set(day, entry);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN_DAYS && oldest !== undefined) this.close(oldest);
    return entry;
  }

  #openNew(day: string): { database: DatabaseSync; prepared: Prepared } {
    const database = openDay(this.#directory, day, this.#options);
    return { database, prepared: this.#prepare(database) };
  }

  close(day: string): void {
    this.#open.get(day)?.database.close();
    this.#open.delete(day);
  }

  closeAll(): void {
    for (const day of this.#open.keys()) this.close(day);
  }
}
