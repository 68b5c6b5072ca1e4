import type { StoredLogin } from '../store/operations.ts';
import { hashSecret, makeSecret } from './secret.ts';

const LINK_LIFETIME_MS = 10 * 60_000;
const LOGIN_LIFETIME_MS = 12 * 3_600_000;
const FAILURES_A_MINUTE = 10;
const MAX_LINKS = 100;

export type LoginRecords = {
  readonly add: (login: StoredLogin) => Promise<void>;
  readonly remove: (hashes: string[]) => Promise<void>;
};

export type Redeemed =
  { kind: 'in'; cookie: string; expiresAt: number } | { kind: 'wrong' } | { kind: 'too-many' };

/**
 * People's logins: a one-time link becomes a session. Links live in memory, since they end with the process that
 * printed them; sessions outlive a restart. Only hashes are kept of either.
 */
export class Logins {
  readonly #records: LoginRecords;
  readonly #now: () => Date;
  readonly #links = new Map<string, number>();
  readonly #sessions: Map<string, number>;
  #failures: number[] = [];

  constructor(stored: readonly StoredLogin[], records: LoginRecords, now: () => Date) {
    this.#records = records;
    this.#now = now;
    this.#sessions = new Map(stored.map(({ hash, expiresAt }) => [hash, expiresAt]));
  }

  /** A token that can be redeemed once, within ten minutes. */
  issueToken(): string {
    const token = makeSecret();
    const [oldest] = this.#links.keys();
    if (this.#links.size >= MAX_LINKS && oldest !== undefined) this.#links.delete(oldest);
    this.#links.set(hashSecret(token), this.#now().getTime() + LINK_LIFETIME_MS);
    return token;
  }

  /**
   * Guesses are counted and slowed, but never in the way of a right token: 256 bits can't be guessed, and a local
   * process that fails on purpose must not lock its owner out.
   */
  async redeem(token: string): Promise<Redeemed> {
    const now = this.#now().getTime();
    const hash = hashSecret(token);
    const expiresAt = this.#links.get(hash);
    this.#links.delete(hash);
    if (expiresAt === undefined || expiresAt <= now) {
      this.#failures = [...this.#failures.filter((at) => at > now - 60_000), now].slice(
        -FAILURES_A_MINUTE - 1,
      );
      return { kind: this.#failures.length > FAILURES_A_MINUTE ? 'too-many' : 'wrong' };
    }
    const cookie = makeSecret();
    const login = { hash: hashSecret(cookie), expiresAt: now + LOGIN_LIFETIME_MS };
    await this.#dropExpired(now);
    await this.#records.add(login);
    this.#sessions.set(login.hash, login.expiresAt);
    return { kind: 'in', cookie, expiresAt: login.expiresAt };
  }

  /** When the session behind a cookie ends; null when there is none. */
  expiryOf(cookie: string): number | null {
    const expiresAt = this.#sessions.get(hashSecret(cookie));
    return expiresAt === undefined || expiresAt <= this.#now().getTime() ? null : expiresAt;
  }

  async end(cookie: string): Promise<void> {
    const hash = hashSecret(cookie);
    this.#sessions.delete(hash);
    await this.#records.remove([hash]);
  }

  async #dropExpired(now: number): Promise<void> {
    const expired = [...this.#sessions].filter(([, expiresAt]) => expiresAt <= now).map(([hash]) => hash);
    for (const hash of expired) this.#sessions.delete(hash);
    if (expired.length > 0) await this.#records.remove(expired);
  }
}
