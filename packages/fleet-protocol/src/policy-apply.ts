import { Timestamp } from '@sallyport/action-model';
import { z } from 'zod';
import { PolicyBundle } from './bundle.ts';

/** What a person says with a change of the policy in force. */
const Change = z.strictObject({
  by: z.string().min(1).max(200),
  reason: z.string().max(1000).optional(),
  /** The version that was in force when the person looked; another one by now, and nothing is changed. */
  replaces: z.string().max(100).optional(),
});

/** Body of `POST /policy/versions`: own documents, beside a shipped pack unless `extends` is null. */
export const ApplyRequest = Change.extend({
  extends: z.string().min(1).max(100).nullable(),
  documents: PolicyBundle.shape.documents,
});
export type ApplyRequest = z.infer<typeof ApplyRequest>;

/** Body of `POST /policy/rollback`: the content of `to`, as a new version. */
export const RollBackRequest = Change.extend({ to: z.string().min(1).max(100) });
export type RollBackRequest = z.infer<typeof RollBackRequest>;

export const ApplyResponse = z.object({
  version: z.string(),
  /** False when the content is in force already: then nothing was signed. */
  changed: z.boolean(),
});
export type ApplyResponse = z.infer<typeof ApplyResponse>;

/** The documents of one version, as they were signed; `own` names those that came from no shipped pack. */
export const PolicyContent = PolicyBundle.pick({ version: true, whenStale: true, documents: true }).extend({
  extends: z.string().nullable(),
  own: z.array(z.string()),
});
export type PolicyContent = z.infer<typeof PolicyContent>;

/** Query of `GET /policy/bundle`: a device says what it has in force, and waits for something newer. */
export const BundleQuery = z.object({
  device: z.string().min(1).max(200).optional(),
  /** The version that the device has in force. */
  have: z.string().min(1).max(100).optional(),
  /** How long to hold the answer while `have` is the newest. */
  waitMs: z.coerce.number().int().min(0).max(30_000).optional(),
});
export type BundleQuery = z.infer<typeof BundleQuery>;

/** What devices said that they have in force, since this control plane started. */
export const InForceList = z.object({
  items: z.array(z.object({ device: z.string(), version: z.string(), at: Timestamp })),
});
export type InForceList = z.infer<typeof InForceList>;

/** A folder of documents is larger than any other body of a person's request. */
export const MAX_APPLY_BYTES = 4_194_304;
