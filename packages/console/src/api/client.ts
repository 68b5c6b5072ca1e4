import { createApiClient, type Fetch } from '@sallyport/fleet-protocol';
import { setSessionState } from './session-state.ts';

/** A 401 anywhere closes the page; only the login itself is answered by who asked for it. */
const guardedFetch: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  const isLogin = init.method === 'POST' && url.endsWith('/session');
  if (response.status === 401 && !isLogin) setSessionState({ kind: 'closed', why: 'no-session' });
  return response;
};

/** The one way to the API. Same origin; the session is a cookie that no script can read. */
export const api = createApiClient({ baseUrl: '', fetch: guardedFetch });
