import { z } from '@hono/zod-openapi';
import { CAPABILITY, UploadRequest } from '@sallyport/fleet-protocol';
import { apiError } from './answers.ts';
import type { ApiApp, ApiContext } from './context.ts';
import { ROUTES } from './routes.ts';

type SchemaObject = Parameters<ApiApp['openAPIRegistry']['registerComponent']>[2];

export const addEvidenceHandlers = (app: ApiApp, { store, hub, log, now }: ApiContext): void => {
  // As plain JSON Schema, because a zod schema is given `.openapi()` only when this library was loaded before it was made.
  const schema: unknown = z.toJSONSchema(UploadRequest);
  // Both are JSON Schema 2020-12; only their types differ (one allows booleans as schemas, which ours has none of).
  app.openAPIRegistry.registerComponent('schemas', 'UploadRequest', schema as SchemaObject);
  app.openapi(ROUTES.uploadEvidence.route, async (c) => {
    const bytes = new Uint8Array(await c.req.raw.arrayBuffer());
    try {
      const outcome = await store.append({ bytes, receivedAt: now().toISOString() });
      if (outcome.kind === 'refused') return c.json(apiError('bad-upload', outcome.why), 400);
      if (outcome.kind === 'busy')
        return c.json(apiError('busy', 'too much is waiting to be stored; send it again in a second'), 503, {
          'retry-after': '1',
        });
      hub.publish(outcome.items);
      const { storedThrough, findings } = outcome;
      return c.json({ capability: CAPABILITY, storedThrough, findings }, 200);
    } catch (error) {
      // Not our caller's fault and not for ever: the device keeps the lines and comes back.
      log.error({ err: error }, 'evidence could not be stored');
      return c.json(
        apiError('not-stored', 'the evidence could not be stored; look at the disk of the control plane'),
        503,
      );
    }
  });

  app.openapi(ROUTES.listFindings.route, async (c) =>
    c.json({ items: await store.reader.call('findings') }, 200),
  );
};
