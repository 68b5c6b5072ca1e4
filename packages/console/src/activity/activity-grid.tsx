import type { ActivityItem } from '@sallyport/fleet-protocol';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, type RefObject } from 'react';
import { recordId } from '../feed/merge-items.ts';
import { ActivityCells, COLUMNS } from './activity-row.tsx';
import { HEADER_HEIGHT, ROW_HEIGHT, useListLayout } from './list-layout.ts';

const rowElementId = (item: ActivityItem): string => `record-${recordId(item)}`;
const LOAD_AHEAD_ROWS = 60;

/**
 * The records as a grid whose focus stays on the grid itself; the chosen row is its active descendant. Only the rows
 * in sight exist in the document, so the counts a screen reader tells come from `aria-rowcount` and `aria-rowindex`.
 */
export const ActivityGrid = ({
  list,
  items,
  activeIndex,
  today,
  openId,
  hasOlder,
  onOpen,
  onAtTop,
  onNearEnd,
}: {
  readonly list: RefObject<HTMLDivElement | null>;
  readonly items: readonly ActivityItem[];
  readonly activeIndex: number;
  readonly today: number;
  readonly openId: string | undefined;
  readonly hasOlder: boolean;
  readonly onOpen: (item: ActivityItem) => void;
  readonly onAtTop: (atTop: boolean) => void;
  readonly onNearEnd: () => void;
}) => {
  const layout = useListLayout(list);
  const rowHeight = ROW_HEIGHT[layout];
  const headerHeight = HEADER_HEIGHT[layout];
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => list.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
    // The active row exists even when it is out of sight, or its id would point at nothing.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return activeIndex < 0 || indexes.includes(activeIndex)
        ? indexes
        : [...indexes, activeIndex].sort((a, b) => a - b);
    },
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const rows = virtualizer.getVirtualItems();
  const lastIndex = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasOlder && lastIndex >= items.length - LOAD_AHEAD_ROWS) onNearEnd();
  }, [hasOlder, lastIndex, items.length, onNearEnd]);
  useEffect(() => {
    if (activeIndex >= 0) virtualizer.scrollToIndex(activeIndex, { align: 'auto' });
    // Only a move of the choice scrolls; new records do not.
  }, [activeIndex, virtualizer]);

  const active = items[activeIndex];
  return (
    <div
      ref={list}
      role="grid"
      tabIndex={0}
      aria-label="Activity records, newest first"
      aria-rowcount={hasOlder ? -1 : items.length + 1}
      aria-colcount={COLUMNS.length}
      aria-activedescendant={active === undefined ? undefined : rowElementId(active)}
      className="records h-full overflow-y-auto overflow-x-hidden bg-surface"
      data-layout={layout}
      onScroll={(event) => onAtTop(event.currentTarget.scrollTop < rowHeight / 2)}
    >
      <div role="rowgroup" className="records-header">
        <div role="row" aria-rowindex={1} className="record-row">
          {COLUMNS.map((column) => (
            <span
              key={column}
              role="columnheader"
              className={`cell-${column === 'what happened' ? 'summary' : column === 'user @ host' ? 'host' : column}`}
            >
              {column}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {rows.map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          const id = recordId(item);
          return (
            <div
              key={id}
              id={rowElementId(item)}
              role="row"
              aria-rowindex={row.index + 2}
              aria-selected={id === openId}
              data-active={row.index === activeIndex ? '' : undefined}
              data-type={item.type}
              data-enforced={item.type === 'gap' ? 'gap' : (item.enforced ?? undefined)}
              className="record-row absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${row.start - headerHeight}px)` }}
              onClick={() => onOpen(item)}
            >
              <ActivityCells item={item} today={today} />
            </div>
          );
        })}
      </div>
    </div>
  );
};
