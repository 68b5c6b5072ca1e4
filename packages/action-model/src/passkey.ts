import { z } from 'zod';
import { Timestamp } from './ids.ts';

/** What a browser gives back, in base64url as WebAuthn writes it. */
const bytes = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/);

/** An id of a credential; the authenticator chose it. */
export const PasskeyId = bytes(1400);
/** Random, from the control plane, for one ceremony. */
export const CeremonyNonce = z
  .string()
  .length(43)
  .regex(/^[\w-]+$/);

/**
 * A person's name as approvals know it: a login or mail name, in lower case, so that one person can't be two by
 * spelling.
 */
export const PersonName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[a-z0-9][a-z0-9._@+-]*$/);
export type PersonName = z.infer<typeof PersonName>;

/** A person's gesture at an authenticator, over a challenge that both ends make anew from what was asked. */
export const PasskeyAssertion = z.object({
  nonce: CeremonyNonce,
  credential: PasskeyId,
  authenticatorData: bytes(2000),
  clientData: bytes(4000),
  signature: bytes(2000),
});
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>;

/** A new credential, as the authenticator made it; the key as SPKI, which the browser gives beside it. */
export const PasskeyRegistration = z.object({
  nonce: CeremonyNonce,
  credential: PasskeyId,
  authenticatorData: bytes(4000),
  publicKey: bytes(2000),
  clientData: bytes(4000),
});
export type PasskeyRegistration = z.infer<typeof PasskeyRegistration>;

/** A passkey that a device has pinned, without its key. */
export const Passkey = z.object({
  passkey: PasskeyId,
  name: PersonName,
  addedAt: Timestamp,
  /** By a one-time code that an admin printed, or by another passkey of the same person. */
  by: z.enum(['code', 'passkey']),
  /** Before this its answers are `weak`: whoever did not add it has until then to see it. */
  countsFrom: Timestamp,
});
export type Passkey = z.infer<typeof Passkey>;

/** One that was taken away; it never comes back. */
export const RemovedPasskey = Passkey.pick({ passkey: true, name: true, addedAt: true }).extend({
  removedAt: Timestamp,
  removedBy: z.string().max(200),
});
export type RemovedPasskey = z.infer<typeof RemovedPasskey>;
