import { BundleEnvelope } from '@sallyport/fleet-protocol';
import { apiError } from './answers.ts';
import type { ApiApp, ApiContext } from './context.ts';
import { ROUTES } from './routes.ts';

export const addPolicyHandlers = (app: ApiApp, { store }: ApiContext): void => {
  app.openapi(ROUTES.listPolicyVersions.route, async (c) =>
    c.json({ items: await store.reader.call('policyVersions') }, 200),
  );

  app.openapi(ROUTES.getPolicyVersion.route, async (c) => {
    const { version } = c.req.valid('param');
    const found = (await store.reader.call('policyVersions')).find((one) => one.version === version);
    return found === undefined
      ? c.json(apiError('not-found', 'there is no such policy version'), 404)
      : c.json(found, 200);
  });

  app.openapi(ROUTES.getPolicyBundle.route, async (c) => {
    const current = await store.reader.call('currentPolicy');
    if (current === null) return c.json(apiError('not-found', 'no policy was published yet'), 404);
    const etag = `"${current.record.version}"`;
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, { etag });
    return c.json(BundleEnvelope.parse(JSON.parse(current.envelope)), 200, { etag });
  });
};
