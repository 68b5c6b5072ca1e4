import {
  CeremonyNonce,
  DeviceId,
  PasskeyAssertion,
  PasskeyId,
  PasskeyRegistration,
  Timestamp,
} from '@sallyport/action-model';
import { z } from 'zod';
import { AnswerRequest } from './approvals.ts';
import { PinnedPasskeys } from './pinned-passkeys.ts';

/** For one ceremony, once, and for two minutes. */
export const PasskeyChallenge = z.object({
  nonce: CeremonyNonce,
  expiresAt: Timestamp,
  /** Passkeys that the device knows. */
  passkeys: z.array(PasskeyId).max(500),
});
export type PasskeyChallenge = z.infer<typeof PasskeyChallenge>;

export const DevicePasskeys = PinnedPasskeys.extend({ device: DeviceId });
export type DevicePasskeys = z.infer<typeof DevicePasskeys>;
export const PasskeyList = z.object({ items: z.array(DevicePasskeys) });

/** The challenge for an answer is asked for with the answer: what it is issued for is what it may be used for. */
export const AnswerChallengeRequest = AnswerRequest.omit({ assertion: true });
export type AnswerChallengeRequest = z.infer<typeof AnswerChallengeRequest>;

export const PasskeyChallengeRequest = z.object({ device: DeviceId });

export const PasskeyRequest = z.object({
  device: DeviceId,
  registration: PasskeyRegistration,
  /** One of them: a one-time code, or another passkey of the same person over the new one. */
  code: z.string().min(20).max(100).optional(),
  sponsor: PasskeyAssertion.optional(),
});
export type PasskeyRequest = z.infer<typeof PasskeyRequest>;
