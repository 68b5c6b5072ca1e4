import { createHmac, randomBytes } from 'node:crypto';
import type { Action } from '@sallyport/action-model';
import { z } from 'zod';
import { addLine, readLines } from './kept-lines.ts';

const SeenLine = z.object({
  atMs: z.number(),
  /** In the first line. */
  key: z.string().length(64).optional(),
  mac: z.string().length(32).optional(),
});

const MAX_SEEN = 50_000;
const MAX_AT_HAND = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Since when one person's sessions on this device know the hosts and recipients that their actions go to; by fingerprint,
 * so that the file is no list of whom they write to. Only what was let go out teaches it, so a stopped try makes no
 * host an old acquaintance.
 */
export class SeenDestinations {
  readonly #sinceMs = new Map<string, number>();
  readonly #file: string | undefined;
  readonly #now: () => Date;
  /** Of the names that came last: each is asked for several times in one decision. */
  readonly #macs = new Map<string, string>();
  #key: Buffer | undefined;

  constructor(file: string | undefined, now: () => Date) {
    this.#file = file;
    this.#now = now;
    for (const { key, mac, atMs } of readLines(file, SeenLine, MAX_SEEN)) {
      if (key !== undefined) this.#key = Buffer.from(key, 'hex');
      if (mac !== undefined && !this.#sinceMs.has(mac)) this.#sinceMs.set(mac, atMs);
    }
  }

  /** Of the newest of them; 0 where one was never seen, or where there is none. */
  firstSeenDays(action: Action): number {
    const names = destinationsOf(action);
    if (names.length === 0 || this.#key === undefined) return 0;
    const nowMs = this.#now().getTime();
    const ages = names.map((name) => nowMs - (this.#sinceMs.get(this.#macOf(name)) ?? nowMs));
    return Math.max(0, Math.min(...ages)) / DAY_MS;
  }

  /** These went out. */
  learn(actions: readonly Action[]): void {
    for (const action of actions)
      for (const name of destinationsOf(action)) {
        const mac = this.#macOf(name);
        if (this.#sinceMs.has(mac) || this.#sinceMs.size >= MAX_SEEN) continue;
        const atMs = this.#now().getTime();
        this.#sinceMs.set(mac, atMs);
        addLine(this.#file, { mac, atMs });
      }
  }

  #macOf(name: string): string {
    const known = this.#macs.get(name);
    if (known !== undefined) return known;
    if (this.#key === undefined) {
      this.#key = randomBytes(32);
      addLine(this.#file, { key: this.#key.toString('hex'), atMs: this.#now().getTime() });
    }
    const mac = createHmac('sha256', this.#key).update(name).digest('hex').slice(0, 32);
    if (this.#macs.size >= MAX_AT_HAND) this.#macs.clear();
    this.#macs.set(name, mac);
    return mac;
  }
}

const destinationsOf = (action: Action): readonly string[] => [
  ...new Set([
    ...action.hosts.filter(({ zone }) => zone === 'public' || zone === 'private').map(({ host }) => host),
    ...('recipients' in action ? action.recipients.map((name) => name.trim().toLowerCase()) : []),
  ]),
];
