import type { ActivityItem } from '@sallyport/fleet-protocol';
import { memo } from 'react';
import { Icon } from '../shell/icon.tsx';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { clockTime } from '../text/format-time.ts';
import { VerdictBadge } from '../verdict/verdict-badge.tsx';

export const COLUMNS = [
  'time',
  'verdict',
  'tool',
  'what happened',
  'agent',
  'session',
  'user @ host',
] as const;

const SHORT_CHARACTERS = 60;

/** The cells of one row. They depend on the record and the day only, so a moving list doesn't draw them again. */
export const ActivityCells = memo(
  ({ item, today }: { readonly item: ActivityItem; readonly today: number }) => (
    <>
      <span role="gridcell" className="cell-time text-ink-3">
        <time dateTime={item.at}>{clockTime(item.at, today)}</time>
      </span>
      <span role="gridcell" className="cell-verdict">
        <VerdictBadge item={item} />
      </span>
      <span role="gridcell" className="cell-tool text-ink-2">
        {item.tool === null ? (
          (item.kind ?? '')
        ) : (
          <EvidenceLine text={item.tool} maxCharacters={SHORT_CHARACTERS} />
        )}
      </span>
      <span role="gridcell" className="cell-summary">
        <EvidenceLine text={item.summary} />
        {item.redacted && (
          <span className="ml-1.5 inline-flex items-center gap-1 align-middle text-xs text-redact">
            <Icon name="redact" className="size-3" />
            redacted
          </span>
        )}
        {item.reason !== null && (
          <span className="text-ink-3">
            {' '}
            — <EvidenceLine text={item.reason} maxCharacters={200} />
          </span>
        )}
      </span>
      <span role="gridcell" className="cell-agent text-ink-2">
        {item.agent ?? ''}
      </span>
      <span role="gridcell" className="cell-session font-mono text-xs text-ink-3">
        <EvidenceLine text={item.session?.slice(0, 8) ?? ''} />
      </span>
      <span role="gridcell" className="cell-host text-ink-3">
        {/* Each by itself: a name written from right to left must not change places with its neighbour. */}
        {item.user !== null && <EvidenceLine text={item.user} maxCharacters={SHORT_CHARACTERS} />}
        {item.user !== null && item.host !== null && ' @ '}
        {item.host !== null && <EvidenceLine text={item.host} maxCharacters={SHORT_CHARACTERS} />}
      </span>
    </>
  ),
);
