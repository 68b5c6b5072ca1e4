import { createHash, sign, type KeyObject } from 'node:crypto';
import type { WhenStale } from '@sallyport/action-model';
import {
  signedText,
  type BundleEnvelope,
  type PolicyBundle,
  type PolicyVersion,
  type Publication,
} from '@sallyport/fleet-protocol';
import type { StoredPolicyVersion } from '../store/operations.ts';
import { publicSigningKey } from './signing-key.ts';

const STALE_AFTER_MS = 7 * 86_400_000;

export type BundleContent = {
  readonly pack: string;
  readonly documents: PolicyBundle['documents'];
  readonly whenStale?: WhenStale;
  /** The shipped pack that is followed when the program changes; null when none is. */
  readonly extends?: string | null;
  /** Names of the documents that came from no shipped pack. */
  readonly own?: readonly string[];
  /** A person chose it, so a start does not replace it with the pack of the settings. */
  readonly chosen?: boolean;
  readonly publication?: Omit<Publication, 'digest'>;
};

/** What the list of versions shows of the documents. */
export type DocumentSummaries = PolicyVersion['documents'];

const digestOf = (content: BundleContent, whenStale: WhenStale): string =>
  createHash('sha256')
    .update(
      JSON.stringify([content.pack, whenStale, content.documents.map(({ name, text }) => [name, text])]),
    )
    .digest('hex');

/**
 * The next bundle, or null when the newest one says the same and is not yet half way to stale. The sequence only grows:
 * going back to an older policy is a new bundle with the old documents.
 */
export const nextBundle = (
  content: BundleContent,
  documents: DocumentSummaries,
  newest: StoredPolicyVersion | null,
  key: KeyObject,
  now: Date,
): StoredPolicyVersion | null => {
  const whenStale = content.whenStale ?? 'keep';
  const digest = digestOf(content, whenStale);
  const { keyId } = publicSigningKey(key);
  const follows = content.extends === undefined ? content.pack : content.extends;
  const isSame =
    newest !== null &&
    newest.digest === digest &&
    (newest.record.extends === undefined || newest.record.extends === follows);
  const isFresh = newest !== null && Date.parse(newest.staleAfter) - now.getTime() > STALE_AFTER_MS / 2;
  if (isFresh && isSame && newest.record.signedBy === keyId) return null;
  const sequence = (newest?.sequence ?? 0) + 1;
  const publication: Publication = {
    ...(content.publication ?? { kind: 'shipped', by: 'sallyport' }),
    ...(isSame ? { kind: 'renewed' } : {}),
    digest,
  };
  const bundle: PolicyBundle = {
    format: 1,
    sequence,
    version: `${sequence}-${digest.slice(0, 12)}`,
    createdAt: now.toISOString(),
    staleAfter: new Date(now.getTime() + STALE_AFTER_MS).toISOString(),
    whenStale,
    pack: content.pack,
    documents: content.documents.map(({ name, text }) => ({ name, text })),
    publication,
    keyId,
  };
  const payload = JSON.stringify(bundle);
  const envelope: BundleEnvelope = {
    payload,
    signature: sign(null, Buffer.from(signedText(payload)), key).toString('base64'),
    keyId,
  };
  return {
    sequence,
    digest,
    staleAfter: bundle.staleAfter,
    envelope: JSON.stringify(envelope),
    record: {
      version: bundle.version,
      createdAt: bundle.createdAt,
      pack: content.pack,
      documents,
      signedBy: keyId,
      publication,
      extends: follows,
      own: [...(content.own ?? [])],
      chosen: content.chosen ?? false,
    },
  };
};
