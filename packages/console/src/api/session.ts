import { api } from './client.ts';
import { setSessionState } from './session-state.ts';

let passkeyCode: string | undefined;

/** The one-time code for a passkey that came with the link; it is in memory alone, and given out once. */
export const takePasskeyCode = (): string | undefined => {
  const code = passkeyCode;
  passkeyCode = undefined;
  return code;
};

/** Takes a one-time token out of the address bar at once, before anything can log, share or reload it. */
export const takeToken = (): string | undefined => {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (token === null) return undefined;
  passkeyCode = fragment.get('code') ?? undefined;
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  return token === '' ? undefined : token;
};

export const exchangeToken = async (token: string): Promise<void> => {
  setSessionState({ kind: 'exchanging' });
  const answer = await api.logIn(token);
  if (answer.ok) setSessionState({ kind: 'open' });
  else if (answer.status === 401) setSessionState({ kind: 'closed', why: 'link-refused' });
  else setSessionState({ kind: 'failed', doing: 'signing in', message: answer.message });
};

export const signOut = async (): Promise<void> => {
  const answer = await api.logOut();
  // Not "signed out" while the cookie may still be good.
  if (answer.ok || answer.status === 401) setSessionState({ kind: 'closed', why: 'signed-out' });
  else setSessionState({ kind: 'failed', doing: 'signing out', message: answer.message });
};
