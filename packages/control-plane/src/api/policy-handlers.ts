import { BundleEnvelope, PolicyBundle, type ApiError } from '@sallyport/fleet-protocol';
import { formatProblem } from '@sallyport/policy-core';
import type { DeskOutcome } from '../policy/policy-desk.ts';
import { apiError } from './answers.ts';
import type { ApiApp, ApiContext } from './context.ts';
import { ROUTES } from './routes.ts';

export const addPolicyHandlers = (app: ApiApp, { store, desk, bundles, now }: ApiContext): void => {
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

  app.openapi(ROUTES.getPolicyContent.route, async (c) => {
    const found = await store.reader.call('storedPolicy', c.req.valid('param').version);
    if (found === null) return c.json(apiError('not-found', 'there is no such policy version'), 404);
    const { payload } = BundleEnvelope.parse(JSON.parse(found.envelope));
    const { version, whenStale, documents, pack } = PolicyBundle.parse(JSON.parse(payload));
    const { extends: follows, own = [] } = found.record;
    return c.json(
      { version, whenStale, documents, extends: follows === undefined ? pack : follows, own },
      200,
    );
  });

  app.openapi(ROUTES.applyPolicy.route, async (c) => {
    const done = answerOf(await desk.apply(c.req.valid('json')));
    return done.ok ? c.json(done.value, 200) : c.json(done.error, done.status);
  });

  app.openapi(ROUTES.rollBackPolicy.route, async (c) => {
    const done = answerOf(await desk.rollBack(c.req.valid('json')));
    return done.ok ? c.json(done.value, 200) : c.json(done.error, done.status);
  });

  app.openapi(ROUTES.listRecalls.route, async (c) => c.json({ items: [...(await desk.recalls())] }, 200));

  app.openapi(ROUTES.recall.route, async (c) => {
    const done = answerOf(await desk.recall(c.req.valid('json'), now().toISOString()));
    return done.ok ? c.json(done.value, 200) : c.json(done.error, done.status);
  });

  app.openapi(ROUTES.liftRecall.route, async (c) => {
    const done = answerOf(await desk.liftRecall(c.req.valid('json')));
    return done.ok ? c.json(done.value, 200) : c.json(done.error, done.status);
  });

  app.openapi(ROUTES.listInForce.route, (c) => c.json({ items: bundles.inForce() }, 200));

  app.openapi(ROUTES.getPolicyBundle.route, async (c) => {
    const { device, have, waitMs = 0 } = c.req.valid('query');
    if (device !== undefined && have !== undefined) bundles.note(device, have, now().toISOString());
    let current = await store.reader.call('currentPolicy');
    if (have !== undefined && waitMs > 0 && current?.record.version === have) {
      await bundles.next(waitMs, c.req.raw.signal);
      // The store closes next; what a device has stays in force.
      if (bundles.isClosed) return c.body(null, 304);
      current = await store.reader.call('currentPolicy');
    }
    if (current === null) return c.json(apiError('not-found', 'no policy was published yet'), 404);
    const etag = `"${current.record.version}"`;
    if (have === current.record.version || c.req.header('if-none-match') === etag)
      return c.body(null, 304, { etag });
    return c.json(BundleEnvelope.parse(JSON.parse(current.envelope)), 200, { etag });
  });
};

type Answer =
  | { ok: true; value: { version: string; changed: boolean } }
  | { ok: false; status: 404 | 409 | 422; error: ApiError };

const answerOf = (outcome: DeskOutcome): Answer => {
  if (outcome.kind === 'published')
    return { ok: true, value: { version: outcome.version, changed: outcome.changed } };
  if (outcome.kind === 'unknown')
    return { ok: false, status: 404, error: apiError('not-found', outcome.why) };
  if (outcome.kind === 'refused') {
    const problems = outcome.problems.map(formatProblem).join('\n');
    return { ok: false, status: 422, error: apiError('not-a-policy', problems) };
  }
  const current = outcome.current ?? 'nothing';
  const why = `${current} is in force by now, and not what was compared; look again`;
  return { ok: false, status: 409, error: apiError('superseded', why) };
};
