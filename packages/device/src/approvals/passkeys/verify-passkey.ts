/**
 * Is this a person's gesture at this very authenticator, over this very text, on our page? It owns every check of WebAuthn
 * that there is to make without attestation (https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion): type,
 * challenge, origin, relying party, presence and verification of the person, signature, counter. It must never take
 * anybody's word for one of them. What is not asked for is refused: another algorithm, a frame, a second origin.
 */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { PasskeyAssertion, PasskeyRegistration } from '@sallyport/action-model';
import { z } from 'zod';

/** WebAuthn takes no IP address, and `localhost` is every port of this machine: so the origin is looked at too. */
const RELYING_PARTY = 'localhost';

export type PinnedKey = {
  readonly passkey: string;
  /** SPKI, in base64url. */
  readonly publicKey: string;
  readonly counter: number;
};

export type Verified<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly why: string };

/** What the browser is given to have signed, for a text that both ends make. */
export const challengeOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** The counter of the authenticator after this gesture. */
export function verifyAssertion(
  { credential, authenticatorData, clientData, signature }: PasskeyAssertion,
  text: string,
  origin: string,
  pinned: PinnedKey,
): Verified<number> {
  if (credential !== pinned.passkey) return no('it is of another passkey');
  const bytes = Buffer.from(authenticatorData, 'base64url');
  const wrong =
    whyNotClient(clientData, 'webauthn.get', challengeOf(text), origin) ?? whyNotAuthenticator(bytes);
  if (wrong !== undefined) return no(wrong);
  const key = usableKey(pinned.publicKey);
  if (key === undefined) return no('its key is of a kind that is not taken');
  const signed = Buffer.concat([
    bytes,
    createHash('sha256').update(Buffer.from(clientData, 'base64url')).digest(),
  ]);
  if (!isSigned(signed, key, Buffer.from(signature, 'base64url')))
    return no('its signature is not over this question and this answer');
  const counter = bytes.readUInt32BE(COUNTER);
  // An authenticator without a counter says 0 for ever; with one, what is not beyond the last is a copy of it.
  if ((counter > 0 || pinned.counter > 0) && counter <= pinned.counter)
    return no('its counter went back, so there is a copy of the authenticator');
  return { ok: true, value: counter };
}

/** The key of a new passkey that a person has just made on our page. */
export function verifyRegistration(
  { credential, authenticatorData, publicKey, clientData }: PasskeyRegistration,
  text: string,
  origin: string,
): Verified<PinnedKey> {
  const bytes = Buffer.from(authenticatorData, 'base64url');
  const wrong =
    whyNotClient(clientData, 'webauthn.create', challengeOf(text), origin) ?? whyNotAuthenticator(bytes);
  if (wrong !== undefined) return no(wrong);
  if (usableKey(publicKey) === undefined) return no('its key is of a kind that is not taken');
  if (credentialIn(bytes) !== credential) return no('it has two names');
  return { ok: true, value: { passkey: credential, publicKey, counter: bytes.readUInt32BE(COUNTER) } };
}

const no = (why: string): { ok: false; why: string } => ({
  ok: false,
  why: `the passkey does not hold: ${why}`,
});

const ClientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.string().optional(),
});

/** What the browser says of the page; a page of another origin that frames ours gets the gesture of who sees that page. */
function whyNotClient(
  clientData: string,
  type: string,
  challenge: string,
  origin: string,
): string | undefined {
  let read: z.infer<typeof ClientData>;
  try {
    read = ClientData.parse(JSON.parse(Buffer.from(clientData, 'base64url').toString('utf8')));
  } catch {
    return 'the browser’s words about it can’t be read';
  }
  if (read.type !== type) return 'it was used for something else';
  if (read.origin !== origin) return `it was used on another page than ${origin}`;
  if (read.crossOrigin === true || read.topOrigin !== undefined)
    return 'it was used in a frame of another page';
  return read.challenge === challenge ? undefined : 'it is for another question or another answer';
}

/** https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data */
const FLAGS = 32;
const COUNTER = 33;
const NAME_LENGTH = 53;
const NAME = 55;
const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

function whyNotAuthenticator(bytes: Buffer): string | undefined {
  if (bytes.length < COUNTER + 4) return 'the authenticator’s words are cut short';
  const party = createHash('sha256').update(RELYING_PARTY).digest();
  if (!bytes.subarray(0, FLAGS).equals(party)) return `it is for another name than ${RELYING_PARTY}`;
  const flags = bytes[FLAGS] ?? 0;
  if ((flags & PRESENT) === 0) return 'nobody touched the authenticator';
  return (flags & VERIFIED) === 0 ? 'the authenticator did not verify the person' : undefined;
}

function credentialIn(bytes: Buffer): string | undefined {
  if (((bytes[FLAGS] ?? 0) & HAS_CREDENTIAL) === 0 || bytes.length < NAME) return undefined;
  const name = bytes.subarray(NAME, NAME + bytes.readUInt16BE(NAME_LENGTH));
  return name.toString('base64url');
}

const MIN_RSA_BITS = 2048;

/** Ed25519, ECDSA with P-256, RSA: what authenticators have. */
function usableKey(publicKey: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
    const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
    const isUsable =
      key.asymmetricKeyType === 'ed25519' ||
      (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') ||
      (key.asymmetricKeyType === 'rsa' && modulusLength >= MIN_RSA_BITS);
    return isUsable ? key : undefined;
  } catch {
    return undefined;
  }
}

function isSigned(signed: Buffer, key: KeyObject, signature: Buffer): boolean {
  try {
    return verify(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', signed, key, signature);
  } catch {
    return false;
  }
}
