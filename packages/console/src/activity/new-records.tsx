import { useEffect, useRef, useState } from 'react';
import type { FeedSnapshot } from '../feed/activity-feed.ts';
import { Icon } from '../shell/icon.tsx';

const ANNOUNCE_MS = 10_000;

/** What waits above a list that holds still. */
export const NewRecordsPill = ({
  snapshot,
  onShow,
}: {
  readonly snapshot: FeedSnapshot;
  readonly onShow: () => void;
}) => {
  const { waiting, waitingMore, waitingBlocked } = snapshot;
  if (waiting === 0) return null;
  return (
    <button
      type="button"
      onClick={onShow}
      className="absolute left-1/2 top-0.5 z-10 flex -translate-x-1/2 items-center gap-1.5 whitespace-nowrap rounded-full bg-accent px-3 py-0.5 font-medium text-on-accent shadow-lg hover:opacity-90"
    >
      <Icon name="up" className="size-3.5" />
      {waiting.toLocaleString('en')}
      {waitingMore ? '+' : ''} new
      {waitingBlocked > 0 && `, ${waitingBlocked.toLocaleString('en')} blocked`}
    </button>
  );
};

/** Tells a screen reader about new records, seldom enough to be listened to. */
export const NewRecordsAnnouncer = ({ snapshot }: { readonly snapshot: FeedSnapshot }) => {
  const [text, setText] = useState('');
  const latest = useRef(snapshot);
  const told = useRef<string | undefined>(undefined);
  useEffect(() => {
    latest.current = snapshot;
  }, [snapshot]);
  useEffect(() => {
    const timer = setInterval(() => {
      const { items, waiting } = latest.current;
      const newest = items[0]?.at;
      if (waiting > 0) setText(`${waiting} new records wait`);
      else if (told.current !== undefined && newest !== undefined && newest > told.current) {
        const since = told.current;
        const end = items.findIndex((item) => item.at <= since);
        const fresh = items.slice(0, end === -1 ? items.length : end);
        const blocked = fresh.filter((item) => item.enforced === 'block').length;
        setText(`${fresh.length} new records, ${blocked} blocked`);
      }
      told.current = newest ?? '';
    }, ANNOUNCE_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p role="status" className="sr-only">
      {text}
    </p>
  );
};
