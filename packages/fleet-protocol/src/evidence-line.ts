/**
 * The byte rule of the evidence chain, in one place for whoever writes, uploads or verifies it.
 *
 * A line is the JSON text of a record whose last member is `hash`. Its hash is the SHA-256 (hex, lower case) of the
 * UTF-8 text `prev` + body, where the body is the line with `,"hash":"…"` taken out again. Nothing is parsed or
 * re-serialised to verify it, so numbers and key order need no canonical form.
 */

/** `prev` of the first record of an epoch. */
export const CHAIN_START = '0'.repeat(64);

const SEAL = /,"hash":"([0-9a-f]{64})"\}$/;

/** What is hashed for a record whose body (JSON text without `hash`) follows the record with hash `prev`. */
export const hashedText = (prev: string, body: string): string => prev + body;

/** The line as it is stored and sent: the body with its hash as the last member. */
export const sealLine = (body: string, hash: string): string => `${body.slice(0, -1)},"hash":"${hash}"}`;

/** Undoes `sealLine`; null when the line does not end in a hash. */
export const unsealLine = (line: string): { body: string; hash: string } | null => {
  const match = SEAL.exec(line);
  const hash = match?.[1];
  return match === null || hash === undefined ? null : { body: `${line.slice(0, match.index)}}`, hash };
};
