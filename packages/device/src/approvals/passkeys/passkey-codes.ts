import { createHash, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { PersonName, Timestamp } from '@sallyport/action-model';
import { z } from 'zod';
import { derivedKey } from '../../derived-key.ts';
import { readSealed, writeSealed } from '../../sealed-file.ts';

/** Long enough to walk over to the person; the link works once. */
export const CODE_LASTS_MS = 10 * 60_000;
const MAX_CODES = 20;

const Codes = z.array(z.object({ name: PersonName, hash: z.string().length(64), expiresAt: Timestamp }));
type Codes = z.infer<typeof Codes>;

const keyOf = (key: KeyObject): Buffer => derivedKey(key, 'passkey codes');
const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex');

/** Codes that count still; a file that somebody else wrote holds none. */
function readCodes(file: string, key: KeyObject, now: Date): Codes {
  const read = readSealed(file, keyOf(key), Codes);
  return read.kind === 'ok'
    ? read.value.filter(({ expiresAt }) => Date.parse(expiresAt) > now.getTime())
    : [];
}

/**
 * A code that brings in one passkey of one person, once. Who may write this file with the device's key is who may say so:
 * root on a managed machine. Only its hash is kept.
 */
export function issuePasskeyCode(file: string, key: KeyObject, name: PersonName, now: Date): string {
  const code = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + CODE_LASTS_MS).toISOString();
  const codes = [...readCodes(file, key, now), { name, hash: hashOf(code), expiresAt }].slice(-MAX_CODES);
  writeSealed(file, codes, keyOf(key));
  return code;
}

/** Whose passkey this code may bring in; the code is used up by asking. */
export function takePasskeyCode(
  file: string,
  key: KeyObject,
  code: string,
  now: Date,
): PersonName | undefined {
  const codes = readCodes(file, key, now);
  const hash = Buffer.from(hashOf(code));
  const found = codes.find((each) => timingSafeEqual(Buffer.from(each.hash), hash));
  if (found === undefined) return undefined;
  writeSealed(
    file,
    codes.filter((each) => each !== found),
    keyOf(key),
  );
  return found.name;
}
