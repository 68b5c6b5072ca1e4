import { OpenAPIHono } from '@hono/zod-openapi';
import { identifyCaller, isAllowed, type Secrets } from '../access/caller.ts';
import { addActivityHandlers } from './activity-handlers.ts';
import { addApprovalHandlers } from './approval-handlers.ts';
import { API_HEADERS, apiError } from './answers.ts';
import type { ApiApp, ApiContext, ApiEnvironment } from './context.ts';
import { addEvidenceHandlers } from './evidence-handlers.ts';
import { addLoginHandlers } from './login-handlers.ts';
import { addPolicyHandlers } from './policy-handlers.ts';
import { addRegistryHandlers } from './registry-handlers.ts';
import { ROUTES } from './routes.ts';

const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'Sallyport control plane',
    version: '1',
    description:
      'Everything the console does. Log in with a session cookie (`POST /api/v1/session`) or a bearer token; devices have a token of their own.',
  },
} as const;

/** Hono writes `:name` where OpenAPI writes `{name}`. */
const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** The app of `/api/v1`. Host, Origin, length and media type were checked before it is asked. */
export const createApi = (context: ApiContext, secrets: Secrets): ApiApp => {
  const app: ApiApp = new OpenAPIHono<ApiEnvironment>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const [issue] = result.error.issues;
      const where = issue?.path.join('.') ?? '';
      return c.json(
        apiError(
          'bad-input',
          `\`${where === '' ? result.target : where}\`: ${issue?.message ?? 'not valid'}`,
        ),
        400,
      );
    },
  });
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(API_HEADERS))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  });
  // One loop over the table, before any handler: a route can't be added without its check.
  for (const { route, access } of Object.values(ROUTES)) {
    app.on(route.method, honoPath(route.path), async (c, next) => {
      const { headers } = c.env.incoming;
      const caller = identifyCaller(headers, secrets, context.logins, context.port());
      if (!isAllowed(caller, access))
        return c.json(
          apiError('not-logged-in', 'open the link that `sallyport up` printed, or send a bearer token'),
          401,
        );
      c.set('caller', caller);
      return next();
    });
  }
  addActivityHandlers(app, context);
  addEvidenceHandlers(app, context);
  addRegistryHandlers(app, context);
  addPolicyHandlers(app, context);
  addLoginHandlers(app, context);
  addApprovalHandlers(app, context);
  app.doc31('/api/v1/openapi.json', DOCUMENT);
  app.notFound((c) => c.json(apiError('not-found', 'there is no such route; see /api/v1/openapi.json'), 404));
  app.onError((error, c) => {
    // Malformed JSON arrives here as an HTTPException of the validator: the caller's fault.
    if ('status' in error && error.status === 400)
      return c.json(apiError('bad-input', 'the body is not valid JSON'), 400);
    context.log.error({ err: error, path: c.req.path }, 'a request failed');
    return c.json(apiError('failed', 'the control plane failed; its log says why'), 500);
  });
  return app;
};
