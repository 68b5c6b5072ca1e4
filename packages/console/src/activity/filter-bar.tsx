import { ACTION_KINDS, AgentName } from '@sallyport/action-model';
import { ActivityItem } from '@sallyport/fleet-protocol';
import { useState, type ReactNode, type RefObject } from 'react';
import { Icon } from '../shell/icon.tsx';
import { ChoiceFilter } from './choice-filter.tsx';
import { FilterChips } from './filter-chips.tsx';
import { filterParams } from './filters.ts';
import { SearchBox } from './search-box.tsx';
import type { ActivitySearchControl } from './use-activity-search.ts';
import { VerdictFilter } from './verdict-filter.tsx';

const same = (values: readonly string[]) => values.map((value) => [value, value] as const);
const KINDS = same(ACTION_KINDS);
const AGENTS = same(AgentName.options);
// A sighting stands in its decision's line.
const TYPES = same(ActivityItem.shape.type.options.filter((type) => type !== 'sighting'));
const MINUTE_MS = 60_000;
const SPANS = [
  [String(15 * MINUTE_MS), 'last 15 minutes'],
  [String(60 * MINUTE_MS), 'last hour'],
  [String(24 * 60 * MINUTE_MS), 'last 24 hours'],
  [String(7 * 24 * 60 * MINUTE_MS), 'last 7 days'],
] as const;

export const FilterBar = ({
  control,
  searchInput,
  onLeaveSearch,
  children,
}: {
  readonly control: ActivitySearchControl;
  readonly searchInput: RefObject<HTMLInputElement | null>;
  readonly onLeaveSearch: () => void;
  /** What stands at the end of the bar: the state of the list. */
  readonly children: ReactNode;
}) => {
  const { filters, setFilter, clearFilters } = control;
  const [open, setOpen] = useState(false);
  const count = filterParams(filters).size;
  return (
    <search className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-3 py-2">
      <SearchBox
        input={searchInput}
        value={filters.q ?? ''}
        onChange={(value) => setFilter('q', value)}
        onLeave={onLeaveSearch}
      />
      <button
        type="button"
        className="control inline-flex items-center gap-1 md:hidden"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="filter" />
        <span className="max-sm:sr-only">filters</span>
        {count > 0 && <span className="font-semibold">{count}</span>}
      </button>
      {/* The state of the list stays in reach on a narrow screen: before the filters there, after them elsewhere. */}
      <div className="md:order-last md:ml-auto">{children}</div>
      <div className={`${open ? 'flex' : 'hidden'} w-full flex-wrap items-center gap-2 md:contents`}>
        <div className="max-w-full overflow-x-auto p-0.5">
          <VerdictFilter value={filters.verdict} onChange={(value) => setFilter('verdict', value)} />
        </div>
        <ChoiceFilter
          label="Kind"
          any="any kind"
          choices={KINDS}
          value={filters.kind}
          onChange={(value) => setFilter('kind', value)}
        />
        <ChoiceFilter
          label="Agent"
          any="any agent"
          choices={AGENTS}
          value={filters.agent}
          onChange={(value) => setFilter('agent', value)}
        />
        <ChoiceFilter
          label="Record type"
          any="any type"
          choices={TYPES}
          value={filters.type}
          onChange={(value) => setFilter('type', value)}
        />
        {filters.since === undefined && (
          <ChoiceFilter
            label="Time"
            any="any time"
            choices={SPANS}
            value={undefined}
            onChange={(span) => setFilter('since', new Date(Date.now() - Number(span)).toISOString())}
          />
        )}
        <FilterChips filters={filters} onRemove={(name) => setFilter(name, undefined)} />
        {count > 0 && (
          <button type="button" className="control control-quiet text-accent" onClick={clearFilters}>
            clear
          </button>
        )}
      </div>
    </search>
  );
};
