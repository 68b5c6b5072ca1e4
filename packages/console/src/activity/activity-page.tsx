import type { ActivityItem } from '@sallyport/fleet-protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ChainStrip } from '../chain/chain-strip.tsx';
import { recordId } from '../feed/merge-items.ts';
import { useActivityFeed } from '../feed/use-activity-feed.ts';
import { RecordPanel } from '../record/record-panel.tsx';
import { HelpDialog } from '../shell/help-dialog.tsx';
import { StatusBar } from '../shell/status-bar.tsx';
import { TopBar } from '../shell/top-bar.tsx';
import { useNow } from '../shell/use-now.ts';
import { ActivityGrid } from './activity-grid.tsx';
import { EmptyState, NoMatch } from './empty-state.tsx';
import { FilterBar } from './filter-bar.tsx';
import { hasFilters } from './filters.ts';
import { NewRecordsAnnouncer, NewRecordsPill } from './new-records.tsx';
import { ScopeBanner } from './scope-banner.tsx';
import { StreamBanner } from './stream-banner.tsx';
import { StreamState } from './stream-state.tsx';
import { useActivitySearch } from './use-activity-search.ts';
import { useShortcuts } from './use-shortcuts.ts';

const MINUTE_MS = 60_000;

/**
 * The page that answers "what are the agents doing, and what did we say to it". It owns which record is chosen and
 * when the list holds still; the list itself lives in the feed, the filters and the open record in the URL.
 */
export const ActivityPage = () => {
  const control = useActivitySearch();
  const { filters, record, openRecord, setFilter, setFilters, clearFilters } = control;
  const { feed, snapshot } = useActivityFeed(filters);
  const { items } = snapshot;
  const list = useRef<HTMLDivElement>(null);
  const region = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLElement>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  const [active, setActive] = useState<ActivityItem>();
  const [atTop, setAtTop] = useState(true);
  const [paused, setPaused] = useState(false);
  const [help, setHelp] = useState(false);
  const today = useNow(MINUTE_MS);

  // Records keep their identity in the list, so this is no comparison of texts.
  const activeIndex = active === undefined ? -1 : items.indexOf(active);
  const isRead = !atTop || record !== undefined || activeIndex >= 0;
  const held = paused || (isRead && items.length > 0);
  useEffect(() => feed.hold(held), [feed, held]);

  // Another set of filters is another list: it begins at its top.
  useEffect(() => {
    setActive(undefined);
    setAtTop(true);
    list.current?.scrollTo({ top: 0 });
  }, [feed]);

  const focusList = useCallback(() => (list.current ?? region.current)?.focus({ preventScroll: true }), []);
  const open = useCallback(
    (item: ActivityItem) => {
      setActive(item);
      openRecord(recordId(item));
    },
    [openRecord],
  );
  const close = useCallback(() => {
    openRecord(undefined);
    focusList();
  }, [openRecord, focusList]);
  const move = (step: 1 | -1) => {
    const next = items[Math.max(0, Math.min(items.length - 1, activeIndex + step))];
    if (next === undefined) return;
    setActive(next);
    if (record !== undefined) openRecord(recordId(next));
    else focusList();
  };
  const showNewest = () => {
    setActive(undefined);
    feed.letIn();
    list.current?.scrollTo({ top: 0 });
    focusList();
  };

  useShortcuts({
    move,
    open: () => active !== undefined && open(active),
    search: () => searchInput.current?.focus(),
    leave: () => (record === undefined ? showNewest() : close()),
    help: () => setHelp(true),
    pause: () => setPaused(!paused),
    newest: showNewest,
  });
  // Once for each opened record, also when it came with a link.
  const isOpen = record !== undefined;
  useEffect(() => {
    if (isOpen) panel.current?.focus({ preventScroll: true });
  }, [isOpen]);

  const loadOlder = useCallback(() => void feed.loadOlder(), [feed]);
  const openItem = record === undefined ? undefined : items.find((item) => recordId(item) === record);
  const empty = items.length === 0 && snapshot.loading !== 'first' && snapshot.failure === null;

  return (
    <div className="flex h-full flex-col">
      <a
        href="#records"
        className="absolute -top-20 left-2 z-30 rounded bg-accent px-3 py-1.5 text-on-accent focus:top-2"
        onClick={(event) => {
          event.preventDefault();
          focusList();
        }}
      >
        skip to the records
      </a>
      <TopBar onHelp={() => setHelp(true)} />
      <main className="flex min-h-0 flex-1 flex-col">
        <ChainStrip />
        <FilterBar control={control} searchInput={searchInput} onLeaveSearch={focusList}>
          <StreamState snapshot={snapshot} paused={paused} onPause={() => setPaused(!paused)} />
        </FilterBar>
        <ScopeBanner filters={filters} onFilter={setFilter} />
        <StreamBanner snapshot={snapshot} />
        <NewRecordsAnnouncer snapshot={snapshot} />
        <div className="flex min-h-0 flex-1">
          <div
            ref={region}
            id="records"
            tabIndex={-1}
            className={`relative min-w-0 flex-1 outline-none ${isOpen ? 'max-lg:hidden' : ''}`}
          >
            <NewRecordsPill snapshot={snapshot} onShow={showNewest} />
            {empty && hasFilters(filters) && <NoMatch onClear={clearFilters} />}
            {empty && !hasFilters(filters) && <EmptyState />}
            {!empty && (
              <ActivityGrid
                list={list}
                items={items}
                activeIndex={activeIndex}
                today={today}
                openId={record}
                hasOlder={snapshot.hasOlder}
                onOpen={open}
                onAtTop={setAtTop}
                onNearEnd={loadOlder}
              />
            )}
          </div>
          {record !== undefined && (
            <RecordPanel
              panel={panel}
              id={record}
              item={openItem}
              onClose={close}
              onFilter={setFilter}
              onFilters={setFilters}
            />
          )}
        </div>
      </main>
      <StatusBar listed={items.length} hasOlder={snapshot.hasOlder} unreadable={snapshot.unreadable} />
      <HelpDialog open={help} onClose={() => setHelp(false)} />
    </div>
  );
};
