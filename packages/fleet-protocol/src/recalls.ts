import { RecalledComponent } from '@sallyport/action-model';
import { z } from 'zod';

/** A document of a bundle that the control plane writes itself; nobody else's may have its name. */
export const RECALLED_DOCUMENT = 'recalled.yaml';

/** Answer of `GET /recalls`: what is recalled by now, in the order of its recall. */
export const RecallList = z.object({ items: z.array(RecalledComponent) });
export type RecallList = z.infer<typeof RecallList>;

/** Who asks, as the one who holds the token says. */
const by = z.string().min(1).max(200);

/** Body of `POST /recalls`. A part that is recalled already gets the new reason. */
export const RecallRequest = z.strictObject({
  components: z
    .array(RecalledComponent.omit({ by: true, at: true }))
    .min(1)
    .max(100),
  by,
});
export type RecallRequest = z.infer<typeof RecallRequest>;

/** Body of `POST /recalls/lift`: the part may be used again. */
export const LiftRecallRequest = z.strictObject({
  sha256: RecalledComponent.shape.sha256,
  reason: z.string().min(1).max(1000),
  by,
});
export type LiftRecallRequest = z.infer<typeof LiftRecallRequest>;
