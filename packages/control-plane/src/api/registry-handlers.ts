import { apiError } from './answers.ts';
import type { ApiApp, ApiContext } from './context.ts';
import { ROUTES } from './routes.ts';

export const addRegistryHandlers = (app: ApiApp, { store, status, now }: ApiContext): void => {
  app.openapi(ROUTES.listDevices.route, async (c) =>
    c.json({ items: await store.reader.call('devices', now().toISOString()) }, 200),
  );

  app.openapi(ROUTES.listSessions.route, async (c) =>
    c.json({ items: await store.reader.call('sessions', c.req.valid('query')) }, 200),
  );

  app.openapi(ROUTES.getSession.route, async (c) => {
    const session = await store.reader.call('session', c.req.valid('param').id);
    return session === null
      ? c.json(apiError('not-found', 'no evidence of this session was stored'), 404)
      : c.json(session, 200);
  });

  app.openapi(ROUTES.listInventory.route, async (c) =>
    c.json(await store.reader.call('inventory', c.req.valid('query')), 200),
  );

  app.openapi(ROUTES.getStatus.route, async (c) => c.json(await status(), 200));

  app.openapi(ROUTES.getChain.route, async (c) => c.json((await status()).chain, 200));
};
