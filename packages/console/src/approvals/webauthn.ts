/**
 * The browser's half of passkeys. What is signed is made here from what the page shows, and once more at the device from
 * what it asked: the control plane between them only hands out a nonce.
 */
import type { ApprovalTicket, PasskeyAssertion, PasskeyRegistration } from '@sallyport/action-model';
import {
  additionChallenge,
  answerChallenge,
  sponsorChallenge,
  type PasskeyAnswer,
  type PasskeyChallenge,
} from '@sallyport/fleet-protocol';

export type Gesture<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };

const RELYING_PARTY = 'localhost';
/** Ed25519, ECDSA with P-256, RSA. */
const ALGORITHMS = [-8, -7, -257];
const TIMEOUT_MS = 110_000;

/** Why this page can't use passkeys at all. */
export const whyNoPasskeys = (): string | undefined => {
  if (location.hostname !== RELYING_PARTY)
    return `Passkeys work at http://localhost:${location.port} only. Open this page there.`;
  return 'PublicKeyCredential' in globalThis ? undefined : 'This browser has no passkeys. Use another.';
};

export const signAnswer = (
  ticket: ApprovalTicket,
  answer: PasskeyAnswer,
  { nonce, passkeys }: PasskeyChallenge,
): Promise<Gesture<PasskeyAssertion>> => sign(answerChallenge(ticket, answer, nonce), nonce, passkeys);

/** Another passkey of the same person speaks for the new one. */
export const signSponsor = (
  device: string,
  registration: PasskeyRegistration,
  { nonce, passkeys }: PasskeyChallenge,
): Promise<Gesture<PasskeyAssertion>> =>
  sign(
    sponsorChallenge(device, registration, nonce),
    nonce,
    passkeys.filter((each) => each !== registration.credential),
  );

async function sign(
  text: string,
  nonce: string,
  passkeys: readonly string[],
): Promise<Gesture<PasskeyAssertion>> {
  const challenge = await challengeOf(text);
  return gesture(async () => {
    const used = await navigator.credentials.get({
      publicKey: {
        challenge,
        rpId: RELYING_PARTY,
        allowCredentials: passkeys.map((id) => ({ type: 'public-key', id: decoded(id) })),
        userVerification: 'required',
        timeout: TIMEOUT_MS,
      },
    });
    if (!(used instanceof PublicKeyCredential)) return undefined;
    const { response } = used;
    if (!(response instanceof AuthenticatorAssertionResponse)) return undefined;
    return {
      nonce,
      credential: encoded(used.rawId),
      authenticatorData: encoded(response.authenticatorData),
      clientData: encoded(response.clientDataJSON),
      signature: encoded(response.signature),
    };
  });
}

export async function makePasskey(
  device: string,
  code: string | undefined,
  { nonce, passkeys }: PasskeyChallenge,
): Promise<Gesture<PasskeyRegistration>> {
  const challenge = await challengeOf(additionChallenge(device, code ?? '', nonce));
  return gesture(async () => {
    const made = await navigator.credentials.create({
      publicKey: {
        challenge,
        rp: { id: RELYING_PARTY, name: 'Sallyport' },
        // Who it is stands at the device, by the code; the authenticator only needs some name to show.
        user: {
          id: crypto.getRandomValues(new Uint8Array(32)),
          name: 'Sallyport approvals',
          displayName: 'Sallyport approvals',
        },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: passkeys.map((id) => ({ type: 'public-key', id: decoded(id) })),
        authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
        attestation: 'none',
        timeout: TIMEOUT_MS,
      },
    });
    if (!(made instanceof PublicKeyCredential)) return undefined;
    const { response } = made;
    if (!(response instanceof AuthenticatorAttestationResponse)) return undefined;
    const publicKey = response.getPublicKey();
    if (publicKey === null) return undefined;
    return {
      nonce,
      credential: encoded(made.rawId),
      authenticatorData: encoded(response.getAuthenticatorData()),
      publicKey: encoded(publicKey),
      clientData: encoded(response.clientDataJSON),
    };
  });
}

async function gesture<Value>(use: () => Promise<Value | undefined>): Promise<Gesture<Value>> {
  const nothing = { ok: false, message: 'No passkey was used, so nothing was sent.' } as const;
  try {
    const value = await use();
    return value === undefined ? nothing : { ok: true, value };
  } catch (error) {
    const isKnown = error instanceof DOMException && error.name === 'InvalidStateError';
    return isKnown ? { ok: false, message: 'This authenticator has a passkey here already.' } : nothing;
  }
}

const challengeOf = (text: string): Promise<ArrayBuffer> =>
  crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));

const encoded = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const decoded = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
    character.charCodeAt(0),
  );
