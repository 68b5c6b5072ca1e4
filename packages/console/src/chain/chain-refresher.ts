import type { QueryClient } from '@tanstack/react-query';
import type { ApiResult, Status } from '@sallyport/fleet-protocol';
import { STATUS_KEY } from './use-status.ts';

export const REFRESH_AT_MOST_MS = 1000;

/**
 * A record that comes may be the proof that a link of the chain was waiting for, so the chain does not wait for its next
 * turn: the first record asks for it at once, whatever the list shows, and while a link is missing every other one does
 * too, at most once a second, the last one included.
 */
export const chainRefresher = (
  queries: Pick<QueryClient, 'getQueryData' | 'invalidateQueries'>,
): { readonly recordCame: () => void; readonly stop: () => void } => {
  let isFirst = true;
  let again = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isComplete = (): boolean => {
    const answer = queries.getQueryData<ApiResult<Status>>(STATUS_KEY);
    return answer?.ok === true && answer.value.chain.every((link) => link.ok === true);
  };
  const ask = (): void => {
    isFirst = false;
    again = false;
    void queries.invalidateQueries({ queryKey: STATUS_KEY });
    timer = setTimeout(() => {
      timer = undefined;
      if (again && !isComplete()) ask();
    }, REFRESH_AT_MOST_MS);
  };
  return {
    recordCame: () => {
      if (timer !== undefined) again = true;
      else if (isFirst || !isComplete()) ask();
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
};
