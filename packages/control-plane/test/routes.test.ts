import { request } from 'node:http';
import { ApiError } from '@sallyport/fleet-protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../src/api/routes.ts';
import {
  API_TOKEN,
  DEVICE_TOKEN,
  startedControlPlane,
  type StartedControlPlane,
} from './started-control-plane.ts';

/**
 * What every route must refuse, made from the table of routes: a new route is tested the day it is added. Requests
 * are written with node:http, because `fetch` does not let a test forge Host and Origin.
 */
let plane: StartedControlPlane;
beforeAll(async () => {
  plane = await startedControlPlane();
});
afterAll(async () => plane.remove());

type Answer = { status: number; headers: Record<string, unknown>; body: string };

const raw = async (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      { port: plane.port, method, path, headers: { host: `localhost:${plane.port}`, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          // A stream never ends; its head is all that is asked for here.
          if (String(response.headers['content-type']).startsWith('text/event-stream')) response.destroy();
        });
        response.on('close', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

const codeOf = ({ body }: Answer): string => ApiError.parse(JSON.parse(body)).error.code;

const JSON_TYPE = { 'content-type': 'application/json' };
const TOKEN_OF = {
  reader: API_TOKEN,
  'api-token': API_TOKEN,
  device: DEVICE_TOKEN,
  anyone: undefined,
} as const;
const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** Where a route can be given something that is not valid. */
const BAD_INPUT: Record<keyof typeof ROUTES, { path: string; body?: string } | null> = {
  listActivity: { path: '/api/v1/activity?verdict=maybe' },
  streamActivity: { path: '/api/v1/activity/stream?kind=file.raed' },
  aggregateActivity: { path: '/api/v1/activity/aggregate?since=yesterday' },
  getActivity: { path: '/api/v1/activity/d/e/zero' },
  uploadEvidence: { path: '/api/v1/evidence', body: '{"lines":[]}' },
  listFindings: null,
  listDevices: null,
  listSessions: { path: '/api/v1/sessions?limit=0' },
  getSession: { path: `/api/v1/sessions/${'x'.repeat(201)}` },
  listInventory: { path: '/api/v1/inventory?sha256=UPPER' },
  listPolicyVersions: null,
  getPolicyVersion: { path: `/api/v1/policy/versions/${'x'.repeat(201)}` },
  getPolicyContent: { path: `/api/v1/policy/versions/${'x'.repeat(201)}/content` },
  applyPolicy: { path: '/api/v1/policy/versions', body: '{"documents":[]}' },
  rollBackPolicy: { path: '/api/v1/policy/rollback', body: '{"to":7}' },
  listRecalls: null,
  recall: { path: '/api/v1/recalls', body: '{"components":[{"sha256":"0"}],"by":"ann"}' },
  liftRecall: { path: '/api/v1/recalls/lift', body: '{"sha256":7}' },
  listInForce: null,
  getPolicyBundle: { path: '/api/v1/policy/bundle?waitMs=for-ever' },
  getChain: null,
  getStatus: null,
  getLogin: null,
  logIn: { path: '/api/v1/session', body: '{"token":7}' },
  logOut: null,
  makeLoginLink: null,
  listApprovals: { path: '/api/v1/approvals?state=maybe' },
  getApproval: { path: `/api/v1/approvals/${'x'.repeat(201)}` },
  answerApproval: { path: '/api/v1/approvals/T1/answer', body: '{"says":"perhaps"}' },
  challengeApproval: { path: '/api/v1/approvals/T1/challenge', body: '{"says":"perhaps"}' },
  listPasskeys: null,
  challengePasskey: { path: '/api/v1/passkeys/challenge', body: '{}' },
  addPasskey: { path: '/api/v1/passkeys', body: '{"device":"d"}' },
  removePasskey: { path: `/api/v1/passkeys/${'x'.repeat(1401)}/remove` },
  listGrants: null,
  revokeGrant: { path: `/api/v1/grants/${'x'.repeat(201)}/revoke` },
  getApprovalFatigue: null,
  reportApprovals: { path: '/api/v1/approval-reports', body: '{"device":"d"}' },
  listApprovalMessages: { path: '/api/v1/approval-messages?device=d&after=-1' },
};

const routes = Object.entries(ROUTES).map(([name, { route, access }]) => ({
  name: name as keyof typeof ROUTES,
  method: route.method.toUpperCase(),
  path: route.path.replaceAll(/\{\w+\}/g, '1'),
  template: route.path,
  access,
}));
const bodyFor = (method: string): { headers: Record<string, string>; body: string } =>
  method === 'POST' ? { headers: JSON_TYPE, body: '{}' } : { headers: {}, body: '' };

const titled = (chosen: typeof routes) =>
  chosen.map((route) => ({ ...route, title: `${route.method} ${route.template}` }));
const good = ({ method, access }: (typeof routes)[number]): Record<string, string> => ({
  ...bodyFor(method).headers,
  ...bearer(TOKEN_OF[access]),
});

describe.each(titled(routes))('$title', (route) => {
  const { name, method, path } = route;
  const { body } = bodyFor(method);

  it('is not answered under another host name', async () => {
    const answer = await raw(method, path, { ...good(route), host: `attacker.example:${plane.port}` }, body);
    expect(answer.status).toBe(421);
    expect(codeOf(answer)).toBe('wrong-host');
  });

  it.each(['https://attacker.example', 'http://localhost:3000', 'null'])(
    'is refused to the origin %s',
    async (origin) => {
      const answer = await raw(method, path, { ...good(route), origin }, body);
      expect(answer.status).toBe(403);
      expect(codeOf(answer)).toBe('foreign-origin');
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('is refused to another site', async () => {
    expect((await raw(method, path, { ...good(route), 'sec-fetch-site': 'cross-site' }, body)).status).toBe(
      403,
    );
  });

  it('is never sent without the safe headers', async () => {
    const { headers } = await raw(method, path, bodyFor(method).headers, body);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  it('is in the OpenAPI document with its answers', async () => {
    const document: unknown = JSON.parse((await raw('GET', '/api/v1/openapi.json')).body);
    expect(document).toHaveProperty([
      'paths',
      ROUTES[name].route.path,
      method.toLowerCase(),
      'responses',
      '200',
    ]);
  });
});

describe.each(titled(routes.filter(({ access }) => access !== 'anyone')))(
  '$title',
  ({ method, path, access }) => {
    it('needs its own kind of token', async () => {
      const { headers, body } = bodyFor(method);
      const forged = { cookie: `sallyport-${plane.port}=wrong`, origin: `http://localhost:${plane.port}` };
      for (const tokens of [
        {},
        bearer('wrong'),
        bearer(access === 'device' ? API_TOKEN : DEVICE_TOKEN),
        forged,
      ]) {
        const answer = await raw(method, path, { ...headers, ...tokens }, body);
        expect(answer.status).toBe(401);
        expect(codeOf(answer)).toBe('not-logged-in');
      }
    });
  },
);

describe.each(titled(routes.filter(({ name }) => BAD_INPUT[name] !== null)))('$title', (route) => {
  it('says what is wrong with its input', async () => {
    const bad = BAD_INPUT[route.name];
    const answer = await raw(route.method, bad?.path ?? '', good(route), bad?.body ?? '');
    expect(answer.status).toBe(400);
    expect(ApiError.parse(JSON.parse(answer.body)).error.message).toMatch(/\w/);
  });
});

describe.each(titled(routes.filter(({ method }) => method === 'POST')))('$title', (route) => {
  it('takes a body only as JSON', async () => {
    const answer = await raw(
      'POST',
      route.path,
      { ...bearer(TOKEN_OF[route.access]), 'content-type': 'text/plain' },
      '{}',
    );
    expect(answer.status).toBe(415);
  });
});

// A route without a body of its own does not read one.
describe.each(titled(routes.filter(({ name }) => BAD_INPUT[name]?.body !== undefined)))('$title', (route) => {
  it('refuses a body that is broken JSON', async () => {
    expect((await raw('POST', route.path, good(route), '{"half')).status).toBe(400);
  });
});

describe('the API', () => {
  it.each(['/api/v1/nothing', '/api/', '/api/v2/activity', '/api/v1/activity/', '/api/v1/activity/1/2/3/4'])(
    'answers %s with a 404 in JSON',
    async (path) => {
      const answer = await raw('GET', path, bearer(API_TOKEN));
      expect(answer.status).toBe(404);
      expect(codeOf(answer)).toBe('not-found');
    },
  );

  it.each(['PUT', 'PATCH', 'OPTIONS', 'TRACE'])('has nothing for %s', async (method) => {
    const answer = await raw(method, '/api/v1/activity', bearer(API_TOKEN));
    expect(answer.status).toBe(404);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('lists no route that is not in the table', async () => {
    const document = JSON.parse((await raw('GET', '/api/v1/openapi.json')).body) as {
      openapi: string;
      paths: Record<string, object>;
    };
    expect(document.openapi).toBe('3.1.0');
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.sort()).toEqual(routes.map(({ method, template }) => `${method} ${template}`).sort());
  });

  it.each(['/api/v1/activity', '/api/v1/activity/stream'])(
    'says by what %s can be filtered',
    async (path) => {
      const document = JSON.parse((await raw('GET', '/api/v1/openapi.json')).body) as {
        paths: Record<string, { get: { parameters: { name: string }[] } }>;
      };
      const names = document.paths[path]?.get.parameters.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['policy', 'rule', 'verdict', 'session', 'device']));
    },
  );

  it('has no reference in its OpenAPI document that leads nowhere', async () => {
    const text = (await raw('GET', '/api/v1/openapi.json')).body;
    const document = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(names).toContain('UploadRequest');
    for (const name of names) expect(document.components.schemas).toHaveProperty(name);
  });

  it('refuses a target that is not a path', async () => {
    expect((await raw('GET', `http://localhost:${plane.port}/api/v1/status`, bearer(API_TOKEN))).status).toBe(
      400,
    );
    expect((await raw('GET', '//attacker.example/', bearer(API_TOKEN))).status).toBe(400);
  });

  it.each(['/healthz', '/readyz', '/metrics'])(
    'answers %s to anyone on this machine, and only under its own name',
    async (path) => {
      expect((await raw('GET', path)).status).toBe(200);
      expect((await raw('GET', path, { host: 'attacker.example' })).status).toBe(421);
    },
  );
});
