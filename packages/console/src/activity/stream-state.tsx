import type { FeedSnapshot } from '../feed/activity-feed.ts';
import { Icon } from '../shell/icon.tsx';

/** Whether the list is alive, and the switch that stops it. */
export const StreamState = ({
  snapshot,
  paused,
  onPause,
}: {
  readonly snapshot: FeedSnapshot;
  readonly paused: boolean;
  readonly onPause: () => void;
}) => {
  const live = snapshot.stream.kind === 'live';
  return (
    <div className="flex items-center gap-2">
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-xs text-ink-2">
        <span
          aria-hidden="true"
          className={`size-2 rounded-full ${live ? (paused ? 'border border-edge' : 'pulse bg-allow') : 'bg-warn'}`}
        />
        {live
          ? paused
            ? 'paused'
            : 'live'
          : snapshot.stream.kind === 'connecting'
            ? 'connecting'
            : 'not live'}
      </span>
      <button
        type="button"
        className="control inline-flex items-center gap-1"
        aria-pressed={paused}
        aria-keyshortcuts="p"
        onClick={onPause}
      >
        <Icon name={paused ? 'play' : 'pause'} className="size-3.5" />
        <span className="max-sm:sr-only">pause</span>
      </button>
    </div>
  );
};
