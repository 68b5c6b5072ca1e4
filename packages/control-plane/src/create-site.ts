import { Hono } from 'hono';
import type { ActivityHub } from './api/activity-hub.ts';
import { API_HEADERS, apiError, SAFE_HEADERS } from './api/answers.ts';
import type { ApiApp, ApiEnvironment } from './api/context.ts';
import { controlPlaneMetrics, metricsText, type Counters } from './api/metrics.ts';
import { findConsoleFile, readConsoleFiles } from './console-files.ts';
import type { EvidenceStore } from './store/evidence-store.ts';

type SiteParts = {
  readonly api: ApiApp;
  readonly consoleDirectory: string | undefined;
  readonly store: EvidenceStore;
  readonly hub: ActivityHub;
  readonly counters: Counters;
  readonly health: () => Promise<{ ok: boolean }>;
};

/** Everything on the port: the doors of health and metrics, the API, and the console's files for the rest. */
export const createSite = (parts: SiteParts): Hono<ApiEnvironment> => {
  const site = new Hono<ApiEnvironment>();
  const files = readConsoleFiles(parts.consoleDirectory);

  // Alive at all; a store that is stuck must not get the process restarted in a loop.
  site.get('/healthz', (c) => c.json({ ok: true }, 200, API_HEADERS));
  site.get('/readyz', async (c) => {
    const { ok } = await parts.health();
    return c.json({ ok }, ok ? 200 : 503, API_HEADERS);
  });
  site.get('/metrics', async (c) => {
    const totals = await parts.store.reader.call('totals');
    const text = metricsText(controlPlaneMetrics(parts.counters, totals, parts.hub.readers));
    return c.text(text, 200, { ...API_HEADERS, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  site.all('/api/*', (c) => parts.api.fetch(c.req.raw, c.env));
  site.get('*', (c) => {
    const file = findConsoleFile(files, c.req.path);
    if (file !== undefined) return c.body(file.bytes, 200, { ...SAFE_HEADERS, ...file.headers });
    const message =
      files.size === 0
        ? 'the console was not built; the API is at /api/v1/openapi.json'
        : 'there is no such file';
    return c.json(apiError('not-found', message), 404, API_HEADERS);
  });
  site.notFound((c) => c.json(apiError('not-found', 'there is no such route'), 404, API_HEADERS));
  site.onError((_error, c) =>
    c.json(apiError('failed', 'the control plane failed; its log says why'), 500, API_HEADERS),
  );
  return site;
};
