import { describe, expect, it } from 'vitest';
import type { StoredLogin } from '../store/operations.ts';
import { Logins } from './logins.ts';
import { hashSecret } from './secret.ts';

const START = Date.parse('2026-11-22T12:00:00.000Z');
const MINUTE = 60_000;

const setUp = (stored: StoredLogin[] = []) => {
  const kept = new Map(stored.map((login) => [login.hash, login]));
  let now = START;
  const records = {
    add: async (login: StoredLogin) => void kept.set(login.hash, login),
    remove: async (hashes: string[]) => {
      for (const hash of hashes) kept.delete(hash);
    },
  };
  const logins = new Logins(stored, records, () => new Date(now));
  return { logins, kept, pass: (ms: number) => (now += ms) };
};

const cookieOf = async (logins: Logins): Promise<string> => {
  const redeemed = await logins.redeem(logins.issueToken());
  if (redeemed.kind !== 'in') throw new Error(`expected a login, got ${redeemed.kind}`);
  return redeemed.cookie;
};

describe('a login', () => {
  it('comes of a token once, and lasts twelve hours', async () => {
    const { logins, pass } = setUp();
    const token = logins.issueToken();
    const redeemed = await logins.redeem(token);
    expect(redeemed).toMatchObject({ kind: 'in', expiresAt: START + 12 * 60 * MINUTE });
    await expect(logins.redeem(token)).resolves.toEqual({ kind: 'wrong' });
    const cookie = redeemed.kind === 'in' ? redeemed.cookie : '';
    expect(logins.expiryOf(cookie)).toBe(START + 12 * 60 * MINUTE);
    pass(12 * 60 * MINUTE);
    expect(logins.expiryOf(cookie)).toBeNull();
  });

  it('does not come of a token that is ten minutes old', async () => {
    const { logins, pass } = setUp();
    const token = logins.issueToken();
    pass(10 * MINUTE);
    await expect(logins.redeem(token)).resolves.toEqual({ kind: 'wrong' });
  });

  it('is kept as a hash, and works again after a restart', async () => {
    const { logins, kept } = setUp();
    const cookie = await cookieOf(logins);
    expect([...kept.keys()]).toEqual([hashSecret(cookie)]);
    expect(JSON.stringify([...kept])).not.toContain(cookie);
    const { logins: restarted } = setUp([...kept.values()]);
    expect(restarted.expiryOf(cookie)).not.toBeNull();
  });

  it('ends at once, here and in the store, when its owner logs out', async () => {
    const { logins, kept } = setUp();
    const cookie = await cookieOf(logins);
    await logins.end(cookie);
    expect(logins.expiryOf(cookie)).toBeNull();
    expect(kept.size).toBe(0);
  });

  it('answers guesses with too-many after ten in a minute, but still lets a right token in', async () => {
    const { logins, pass } = setUp();
    const token = logins.issueToken();
    const kinds: string[] = [];
    for (let guess = 0; guess < 12; guess += 1) kinds.push((await logins.redeem(`guess-${guess}`)).kind);
    expect(kinds).toEqual([...Array<string>(10).fill('wrong'), 'too-many', 'too-many']);
    await expect(logins.redeem(token)).resolves.toMatchObject({ kind: 'in' });
    pass(MINUTE + 1);
    await expect(logins.redeem('another guess')).resolves.toEqual({ kind: 'wrong' });
  });

  it('forgets expired sessions when a new one begins', async () => {
    const { logins, kept, pass } = setUp();
    await cookieOf(logins);
    pass(13 * 60 * MINUTE);
    const cookie = await cookieOf(logins);
    expect([...kept.keys()]).toEqual([hashSecret(cookie)]);
  });
});
