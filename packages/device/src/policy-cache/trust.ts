import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from '../private-file.ts';

/** The key that may sign this device's policy, pinned at first contact, and the newest bundle ever taken. */
const Trust = z.object({
  keyId: z.string().min(1).max(100),
  publicKeyPem: z.string().min(1).max(4096),
  lastSequence: z.int().min(0),
});
export type Trust = z.infer<typeof Trust>;

export type TrustOutcome =
  { kind: 'pinned'; trust: Trust } | { kind: 'none' } | { kind: 'unreadable'; why: string };

export function readTrust(file: string): TrustOutcome {
  const text = readIfThere(file);
  if (text === undefined) return { kind: 'none' };
  try {
    return { kind: 'pinned', trust: Trust.parse(JSON.parse(text)) };
  } catch {
    return {
      kind: 'unreadable',
      why: `${file} is damaged; remove it, then run \`sallyport down\` and \`sallyport up\`, which pins the key of this machine's control plane again`,
    };
  }
}

export const writeTrust = (file: string, trust: Trust): void =>
  writePrivateFile(file, `${JSON.stringify(trust)}\n`);

export function signatureChecker(trust: Trust): (text: string, signature: string, keyId: string) => boolean {
  let key: KeyObject | undefined;
  try {
    key = createPublicKey(trust.publicKeyPem);
  } catch {
    // A damaged key verifies nothing; the caller reports the bundle as unsigned.
  }
  return (text, signature, keyId) =>
    key !== undefined &&
    keyId === trust.keyId &&
    verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
}
