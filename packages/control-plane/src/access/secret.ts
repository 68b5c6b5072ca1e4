import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits, safe in a URL fragment and in a cookie. */
export const makeSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret: whoever reads the state file can't log in with it. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Takes the same time for every wrong guess; the digests have one length whatever is compared. */
export const isSameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(
    createHash('sha256').update(given).digest(),
    createHash('sha256').update(expected).digest(),
  );
