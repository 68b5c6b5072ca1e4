/**
 * Whether this browser may read data. The control plane keeps the session in a cookie that no script can see, so
 * the console knows only what the last answer told it: a 401 anywhere closes the session for the whole page.
 */
export type SessionState =
  | { readonly kind: 'open' }
  | { readonly kind: 'exchanging' }
  | { readonly kind: 'closed'; readonly why: 'no-session' | 'link-refused' | 'signed-out' }
  /** Signing in or out could not be done, for a reason that is not the link's. */
  | { readonly kind: 'failed'; readonly doing: 'signing in' | 'signing out'; readonly message: string };

let state: SessionState = { kind: 'open' };
const listeners = new Set<() => void>();

export const sessionState = (): SessionState => state;

export const setSessionState = (next: SessionState): void => {
  // A refused link says more than the 401s that follow it.
  if (next.kind === 'closed' && next.why === 'no-session' && state.kind === 'closed') return;
  state = next;
  for (const listener of listeners) listener();
};

export const onSessionState = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
