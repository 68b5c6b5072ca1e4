import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { filterParams, type Filters } from '../activity/filters.ts';
import { followStream } from '../api/follow-stream.ts';
import { api } from '../api/client.ts';
import { setSessionState } from '../api/session-state.ts';
import { chainRefresher } from '../chain/chain-refresher.ts';
import { ActivityFeed, type FeedSnapshot, type PageStart } from './activity-feed.ts';
import { liveFit, streamQuery } from './live-fit.ts';

const PAGE_ITEMS = 200;

/**
 * One millisecond more, so that other records of the same moment come too; doubles are merged away. The page never
 * reaches beyond what the filters themselves leave.
 */
const pageStart = (filters: Filters, start: PageStart | undefined): { cursor?: string } & Filters => {
  if (start === undefined || 'cursor' in start) return { ...start };
  const until = new Date(Date.parse(start.until) + 1).toISOString();
  const since = start.since ?? filters.since;
  return {
    until: filters.until !== undefined && filters.until < until ? filters.until : until,
    ...(since === undefined
      ? {}
      : { since: filters.since !== undefined && filters.since > since ? filters.since : since }),
  };
};

const openFeed = (filters: Filters, onLive: () => void): ActivityFeed =>
  new ActivityFeed({
    getPage: (start) => api.activity({ ...filters, limit: PAGE_ITEMS, ...pageStart(filters, start) }),
    fit: (item) => liveFit(filters, item),
    follow: (handlers) =>
      followStream(api.streamUrl(streamQuery(filters)), {
        onEvents: (events) => {
          onLive();
          handlers.onEvents(events);
        },
        onState: (state) => {
          if (state.kind === 'no-session') setSessionState({ kind: 'closed', why: 'no-session' });
          handlers.onState(state);
        },
      }),
  });

/** One feed for one set of filters; another set is another list, with its own stream. */
export const useActivityFeed = (filters: Filters): { feed: ActivityFeed; snapshot: FeedSnapshot } => {
  const key = filterParams(filters).toString();
  // The key is the filters' content; the object itself may be new without being different.
  const queries = useQueryClient();
  const refresh = useMemo(() => chainRefresher(queries), [queries]);
  useEffect(() => refresh.stop, [refresh]);
  const feed = useMemo(() => openFeed(filters, refresh.recordCame), [key, refresh]);
  useEffect(() => feed.start(), [feed]);
  const snapshot = useSyncExternalStore(feed.subscribe, feed.snapshot);
  return { feed, snapshot };
};
