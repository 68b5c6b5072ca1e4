import type { FeedSnapshot } from '../feed/activity-feed.ts';
import { FixText } from '../chain/fix-text.tsx';
import { Icon } from '../shell/icon.tsx';
import { useNow } from '../shell/use-now.ts';

const Countdown = ({ untilMs }: { readonly untilMs: number }) => {
  const seconds = Math.max(0, Math.ceil((untilMs - useNow(500)) / 1000));
  return <span aria-hidden="true">{seconds === 0 ? 'now' : `in ${seconds} s`}</span>;
};

/** Says when the list is not the truth of this moment, and what is done about it. */
export const StreamBanner = ({ snapshot }: { readonly snapshot: FeedSnapshot }) => {
  const { stream, failure } = snapshot;
  // A first, short interruption is over before anybody could read about it.
  const isLost = stream.kind === 'waiting' && stream.attempt > 1;
  if (!isLost && failure === null) return null;
  return (
    <div role="status" className="flex items-start gap-2 border-b border-line bg-warn-tint px-3 py-1.5">
      <span className="mt-0.5 text-warn">
        <Icon name="warn" />
      </span>
      <p>
        {isLost ? (
          <>
            <strong className="font-semibold">Not live.</strong> The connection to the control plane is lost;
            what is listed may be old. Trying again <Countdown untilMs={stream.retryAtMs} />
          </>
        ) : (
          <>
            <strong className="font-semibold">Records could not be read:</strong>{' '}
            <FixText fix={failure ?? ''} />
          </>
        )}
      </p>
    </div>
  );
};
