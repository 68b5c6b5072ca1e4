import { cookieName } from '../access/caller.ts';
import { apiError } from './answers.ts';
import type { ApiApp, ApiContext } from './context.ts';
import { ROUTES } from './routes.ts';

/**
 * Only the API's paths get the cookie, and no script can read it. There is no `Secure`: the console is on plain http on
 * loopback, where Safari would drop it.
 */
const cookie = (port: number, value: string, maxAgeSeconds: number): string =>
  `${cookieName(port)}=${value}; HttpOnly; SameSite=Strict; Path=/api/v1; Max-Age=${maxAgeSeconds}`;

export const addLoginHandlers = (app: ApiApp, { logins, port, loginLink, now }: ApiContext): void => {
  app.openapi(ROUTES.getLogin.route, (c) => {
    const caller = c.get('caller');
    return caller.kind === 'login'
      ? c.json({ by: 'link' as const, expiresAt: new Date(caller.expiresAt).toISOString() }, 200)
      : c.json({ by: 'api-token' as const, expiresAt: null }, 200);
  });

  app.openapi(ROUTES.logIn.route, async (c) => {
    const redeemed = await logins.redeem(c.req.valid('json').token);
    if (redeemed.kind === 'too-many')
      return c.json(apiError('too-many-tries', 'too many wrong tokens; wait a minute'), 429, {
        'retry-after': '60',
      });
    if (redeemed.kind === 'wrong')
      return c.json(
        apiError('wrong-token', 'this link was used or is too old; run `sallyport up` again for a new one'),
        401,
      );
    const maxAgeSeconds = Math.floor((redeemed.expiresAt - now().getTime()) / 1000);
    const body = { by: 'link' as const, expiresAt: new Date(redeemed.expiresAt).toISOString() };
    return c.json(body, 200, { 'set-cookie': cookie(port(), redeemed.cookie, maxAgeSeconds) });
  });

  app.openapi(ROUTES.logOut.route, async (c) => {
    const caller = c.get('caller');
    if (caller.kind === 'login') await logins.end(caller.cookie);
    return c.json(null, 200, { 'set-cookie': cookie(port(), '', 0) });
  });

  app.openapi(ROUTES.makeLoginLink.route, (c) => c.json({ link: loginLink() }, 200));
};
