import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { exchangeToken, takeToken } from '../api/session.ts';
import { onSessionState, sessionState } from '../api/session-state.ts';
import { SessionPage } from './session-page.tsx';

/** Shows the page only with a session. A link pasted into an open page changes only the fragment, so that is watched. */
export const SessionGate = ({ children }: { readonly children: ReactNode }) => {
  const state = useSyncExternalStore(onSessionState, sessionState);
  const queries = useQueryClient();
  useEffect(() => {
    const onHashChange = () => {
      const token = takeToken();
      if (token !== undefined) void exchangeToken(token);
    };
    addEventListener('hashchange', onHashChange);
    return () => removeEventListener('hashchange', onHashChange);
  }, []);
  useEffect(() => {
    // What was read in one session is not left in memory for the next.
    if (state.kind === 'closed') queries.clear();
  }, [state, queries]);
  return state.kind === 'open' ? children : <SessionPage state={state} />;
};
