import { randomBytes } from 'node:crypto';

/** A person looks at the question before, not during; this is for finding the key and touching it. */
const LASTS_MS = 2 * 60_000;
/** Each was asked for by somebody who is logged in; beyond this the oldest is forgotten. */
const MAX_OPEN = 500;

export type Ceremony = { readonly nonce: string; readonly expiresAt: string };

/** Nonces for people's gestures: each for one purpose, once, and for two minutes. */
export class Ceremonies {
  readonly #now: () => Date;
  readonly #open = new Map<string, { purpose: string; expiresMs: number }>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  begin(purpose: string): Ceremony {
    const [oldest] = this.#open.keys();
    if (this.#open.size >= MAX_OPEN && oldest !== undefined) this.#open.delete(oldest);
    const nonce = randomBytes(32).toString('base64url');
    const expiresMs = this.#now().getTime() + LASTS_MS;
    this.#open.set(nonce, { purpose, expiresMs });
    return { nonce, expiresAt: new Date(expiresMs).toISOString() };
  }

  /** Was this nonce given out for this, and not used yet? It is used by asking. */
  take(nonce: string, purpose: string): boolean {
    const found = this.#open.get(nonce);
    this.#open.delete(nonce);
    return found?.purpose === purpose && found.expiresMs > this.#now().getTime();
  }
}
