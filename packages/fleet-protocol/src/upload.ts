import { DeviceId, Tier } from '@sallyport/action-model';
import { z } from 'zod';

/** The request body may not be larger; a device sends fewer lines rather than one batch that is refused. */
export const MAX_UPLOAD_BYTES = 16_777_216;

/**
 * A batch of evidence lines. The line travels as the text that was hashed, so that the control plane can verify
 * the chain it stores. `(device, epoch, seq)` names a record for ever: sending it again is harmless. A device
 * sends one batch at a time, from its oldest record that was not acknowledged; so a batch that starts later than
 * expected says that the records between are gone, which is stored as a finding.
 */
export const UploadRequest = z.object({
  capability: z.int().min(1),
  device: DeviceId,
  /** A new random value each time a device starts a new chain (a lost or replaced spool). */
  epoch: z.string().min(1).max(64),
  host: z.string().max(255),
  user: z.string().max(200),
  os: z.string().max(64),
  tier: Tier,
  version: z.string().max(64),
  /** Evidence lines in order, without the line feed; consecutive `seq`. */
  lines: z.array(z.string().max(1_048_576)).min(1).max(1000),
});
export type UploadRequest = z.infer<typeof UploadRequest>;

export const UploadResponse = z.object({
  capability: z.int().min(1),
  /** Everything up to and including this `seq` is durable on the control plane; the device may forget it. */
  storedThrough: z.int().min(0),
  /** Breaks of the chain found in this batch. The lines are stored all the same. */
  findings: z.int().min(0),
});
export type UploadResponse = z.infer<typeof UploadResponse>;
