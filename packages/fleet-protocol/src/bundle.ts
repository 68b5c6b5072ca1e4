import { Timestamp, WhenStale } from '@sallyport/action-model';
import { z } from 'zod';

/**
 * Why a version is there. `shipped`: the pack that the program came with. `applied`, `rolled-back`: somebody put it in
 * force. `renewed`: the content in force, signed anew. `upgraded`: own documents beside the pack of a newer program.
 */
export const Publication = z.object({
  kind: z.enum(['shipped', 'applied', 'rolled-back', 'renewed', 'upgraded', 'recalled']),
  /** Who asked for it, as the one who held the token said. */
  by: z.string().min(1).max(200),
  reason: z.string().max(1000).optional(),
  /** SHA-256 over the pack's name, what is done when stale, and the documents: the same content, the same digest. */
  digest: z.string().max(64),
});
export type Publication = z.infer<typeof Publication>;

/**
 * The policy as it travels to a device. `sequence` only grows, so an older bundle sent again (rollback) is
 * recognised; `staleAfter` bounds how long a device that hears nothing (freeze) goes on as if it were current.
 */
export const PolicyBundle = z.object({
  format: z.literal(1),
  sequence: z.int().min(1),
  /** The sequence and the digest of the documents: `12-3f9a0c…`. */
  version: z.string().min(1).max(100),
  createdAt: Timestamp,
  staleAfter: Timestamp,
  /** What a category does from then on where its documents say nothing. */
  whenStale: WhenStale,
  pack: z.string().max(100),
  documents: z.array(z.object({ name: z.string().max(200), text: z.string().max(1_048_576) })).max(1000),
  /** Bundles of earlier builds have none. */
  publication: Publication.optional(),
  keyId: z.string().max(100),
});
export type PolicyBundle = z.infer<typeof PolicyBundle>;

/** A bundle with its detached signature. `payload` is the exact JSON text that was signed; it is parsed only after. */
export const BundleEnvelope = z.object({
  payload: z.string().max(16_777_216),
  /** Ed25519 over `signedText(payload)` in UTF-8, base64. */
  signature: z.string().max(200),
  keyId: z.string().max(100),
});
export type BundleEnvelope = z.infer<typeof BundleEnvelope>;

/** The prefix keeps a signature made here from being read as a signature over anything else with the same key. */
export const signedText = (payload: string): string => `sallyport policy bundle 1\n${payload}`;

export type BundleOutcome =
  | { kind: 'ok'; bundle: PolicyBundle; stale: boolean }
  | { kind: 'unreadable' | 'unsigned' | 'rolled-back'; why: string };

export type OpenBundleOptions = {
  /** True when `signature` (base64) is the pinned key's Ed25519 signature over `text` in UTF-8. */
  readonly verify: (text: string, signature: string, keyId: string) => boolean;
  /** The highest sequence this device ever took; 0 on a new one. */
  readonly lastSequence: number;
  readonly now: Date;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Opens an envelope: shape, signature, content, rollback, in this order; nothing inside is looked at before the
 * signature holds. An equal sequence is accepted, because a device reads its own cached copy again at start; that a
 * sequence names one content only is the signer's promise.
 */
export const openBundle = (input: unknown, options: OpenBundleOptions): BundleOutcome => {
  const envelope = BundleEnvelope.safeParse(input);
  if (!envelope.success)
    return { kind: 'unreadable', why: 'the bundle is not an envelope of payload, signature and key id' };
  const { payload, signature, keyId } = envelope.data;
  if (!options.verify(signedText(payload), signature, keyId))
    return { kind: 'unsigned', why: `the bundle is not signed by the key this device trusts` };
  const bundle = PolicyBundle.safeParse(parsed(payload));
  if (!bundle.success)
    return { kind: 'unreadable', why: 'the signed payload is not a policy bundle of format 1' };
  const { sequence, staleAfter } = bundle.data;
  if (sequence < options.lastSequence)
    return {
      kind: 'rolled-back',
      why: `the bundle has sequence ${sequence}, and this device already had ${options.lastSequence}`,
    };
  return { kind: 'ok', bundle: bundle.data, stale: Date.parse(staleAfter) <= options.now.getTime() };
};
