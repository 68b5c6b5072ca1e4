import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startedControlPlane, type StartedControlPlane } from './started-control-plane.ts';

let plane: StartedControlPlane;
beforeEach(async () => {
  plane = await startedControlPlane();
});
afterEach(async () => plane.remove());

const redeem = async (token: string, origin = `http://127.0.0.1:${plane.port}`): Promise<Response> =>
  plane.ask('/api/v1/session', {
    method: 'POST',
    body: JSON.stringify({ token }),
    headers: { 'content-type': 'application/json', origin },
  });
const tokenOf = (link: string): string => new URL(link).hash.replace('#token=', '');
const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

describe('the printed link', () => {
  it('carries its token as a fragment of our own address', () => {
    const link = new URL(plane.loginLink());
    expect(link.origin).toBe(plane.url);
    expect(link.search).toBe('');
    expect(Buffer.from(tokenOf(link.href), 'base64url')).toHaveLength(32);
  });

  it('logs in once, with a cookie no script and no other site can use', async () => {
    const token = tokenOf(plane.loginLink());
    const answer = await redeem(token);
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^sallyport-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/api\/v1; Max-Age=43200$/,
    );
    const cookie = cookieOf(answer);
    expect((await plane.ask('/api/v1/devices', { headers: { cookie } })).status).toBe(200);
    expect(await (await plane.ask('/api/v1/session', { headers: { cookie } })).json()).toMatchObject({
      by: 'link',
    });
    expect((await redeem(token)).status).toBe(401);
  });

  it('is not redeemed for another origin', async () => {
    const token = tokenOf(plane.loginLink());
    expect((await redeem(token, 'http://localhost:1')).status).toBe(403);
    expect((await redeem(token)).status).toBe(200);
  });

  it('can be asked for by the CLI, and by nobody else', async () => {
    const answer = await plane.ask('/api/v1/session/link', { method: 'POST' }, 'cli');
    const { link } = (await answer.json()) as { link: string };
    const cookie = cookieOf(await redeem(tokenOf(link)));
    const own = await plane.ask('/api/v1/session/link', {
      method: 'POST',
      headers: { cookie, origin: `http://127.0.0.1:${plane.port}` },
    });
    expect(own.status).toBe(401);
  });
});

describe('a login', () => {
  it('ends when its owner logs out, streams included', async () => {
    const quick = await startedControlPlane({ heartbeatMs: 20 });
    const origin = `http://127.0.0.1:${quick.port}`;
    const headers = { 'content-type': 'application/json', origin };
    const token = tokenOf(quick.loginLink());
    const cookie = cookieOf(
      await quick.ask('/api/v1/session', { method: 'POST', body: JSON.stringify({ token }), headers }),
    );
    const stream = await quick.ask('/api/v1/activity/stream', { headers: { cookie } });
    expect(stream.status).toBe(200);
    const out = await quick.ask('/api/v1/session', { method: 'DELETE', headers: { cookie, origin } });
    expect(out.headers.getSetCookie()[0]).toContain('Max-Age=0');
    expect((await quick.ask('/api/v1/devices', { headers: { cookie } })).status).toBe(401);
    // Ends by itself: nothing here cancels it.
    expect(await stream.text()).toContain('retry:');
    await quick.remove();
  });

  it('holds over a restart', async () => {
    const cookie = cookieOf(await redeem(tokenOf(plane.loginLink())));
    await plane.close();
    const again = await startedControlPlane({ directory: plane.directory, port: plane.port });
    expect((await again.ask('/api/v1/devices', { headers: { cookie } })).status).toBe(200);
    await again.remove();
    plane = await startedControlPlane();
  });

  it('is refused with 429 after too many wrong tokens', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 11; guess += 1) statuses.push((await redeem(`guess-${guess}`)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
  });
});
