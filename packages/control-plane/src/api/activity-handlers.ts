import { apiError } from './answers.ts';
import type { ApiApp, ApiContext } from './context.ts';
import { openEventStream } from './event-stream.ts';
import { ROUTES } from './routes.ts';

const MAX_STREAMS = 64;

export const addActivityHandlers = (app: ApiApp, { store, hub, logins, heartbeatMs }: ApiContext): void => {
  app.openapi(ROUTES.listActivity.route, async (c) => {
    const page = await store.reader.call('query', c.req.valid('query'));
    if (page === null)
      return c.json(
        apiError('bad-cursor', '`cursor` is not the `next` of a page; leave it out to start at the newest'),
        400,
      );
    return c.json(page, 200);
  });

  app.openapi(ROUTES.aggregateActivity.route, async (c) =>
    c.json(await store.reader.call('aggregate', c.req.valid('query')), 200),
  );

  app.openapi(ROUTES.getActivity.route, async (c) => {
    const { device, epoch, seq } = c.req.valid('param');
    const detail = await store.reader.call('get', device, epoch, seq);
    return detail === null
      ? c.json(apiError('not-found', 'there is no such record; it may be older than the retention'), 404)
      : c.json(detail, 200);
  });

  app.openapi(ROUTES.streamActivity.route, (c) => {
    if (hub.readers >= MAX_STREAMS)
      return c.json(apiError('too-many-streams', `${MAX_STREAMS} streams are open; close a tab`), 503);
    const caller = c.get('caller');
    const stream = openEventStream({
      hub,
      query: c.req.valid('query'),
      lastEventId: c.req.header('last-event-id'),
      heartbeatMs,
      mayGoOn: () => caller.kind !== 'login' || logins.expiryOf(caller.cookie) !== null,
    });
    // `no-transform`: a stream that something compresses on the way arrives late.
    return c.body(stream, 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
    });
  });
};
