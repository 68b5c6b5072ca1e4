import { Passkey, PasskeyId, RemovedPasskey } from '@sallyport/action-model';
import { z } from 'zod';

/** What one device has pinned and had pinned, and which additions it has not taken. */
export const PinnedPasskeys = z.object({
  passkeys: z.array(Passkey).max(500),
  removed: z.array(RemovedPasskey).max(500),
  refused: z.array(z.object({ passkey: PasskeyId, why: z.string().max(500) })).max(20),
});
export type PinnedPasskeys = z.infer<typeof PinnedPasskeys>;
