import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { filterParams, type Filters } from '../activity/filters.ts';
import { followStream } from '../api/follow-stream.ts';
import { api } from '../api/client.ts';
import { setSessionState } from '../api/session-state.ts';
import { STATUS_KEY } from '../chain/use-status.ts';
import { ActivityFeed, type FeedSnapshot, type PageStart } from './activity-feed.ts';
import { liveFit, streamQuery } from './live-fit.ts';

const PAGE_ITEMS = 200;

/** One millisecond more, so that other records of the same moment come too; doubles are merged away. */
const pageStart = (start: PageStart | undefined): { cursor?: string; until?: string } =>
  start === undefined || 'cursor' in start
    ? { ...start }
    : { until: new Date(Date.parse(start.until) + 1).toISOString() };

const openFeed = (filters: Filters): ActivityFeed =>
  new ActivityFeed({
    getPage: (start) => api.activity({ ...filters, limit: PAGE_ITEMS, ...pageStart(start) }),
    fit: (item) => liveFit(filters, item),
    follow: (handlers) =>
      followStream(api.streamUrl(streamQuery(filters)), {
        onEvents: handlers.onEvents,
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
  const feed = useMemo(() => openFeed(filters), [key]);
  useEffect(() => feed.start(), [feed]);
  const snapshot = useSyncExternalStore(feed.subscribe, feed.snapshot);

  // The first record is the moment the chain closes: don't let it wait for the next poll.
  const queries = useQueryClient();
  const hasRecords = snapshot.items.length > 0;
  useEffect(() => {
    if (hasRecords) void queries.invalidateQueries({ queryKey: STATUS_KEY });
  }, [hasRecords, queries]);
  return { feed, snapshot };
};
