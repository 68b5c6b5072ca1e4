import { Icon } from '../shell/icon.tsx';
import { clockTime } from '../text/format-time.ts';
import { visibleString } from '../text/visible-text.ts';
import type { FilterName, Filters } from './filters.ts';

/** The filters that have no control of their own: they are set from a record or a link, and removed here. */
const CHIP_NAMES = [
  'tool',
  'session',
  'device',
  'policy',
  'rule',
  'since',
  'until',
] as const satisfies readonly FilterName[];

const shown = (name: FilterName, value: string): string =>
  name === 'since' || name === 'until' ? clockTime(value, Date.now()) : visibleString(value, 40);

export const FilterChips = ({
  filters,
  onRemove,
}: {
  readonly filters: Filters;
  readonly onRemove: (name: FilterName) => void;
}) =>
  CHIP_NAMES.map((name) => {
    const value = filters[name];
    if (value === undefined) return null;
    const text = shown(name, value);
    return (
      <span
        key={name}
        className="inline-flex h-7 max-w-72 items-center gap-1 rounded-md border border-edge bg-picked pl-2 text-ink"
      >
        <span className="text-ink-2">{name}</span>
        <span className="truncate font-medium">{text}</span>
        <button
          type="button"
          className="grid h-full place-items-center rounded-r-md px-1.5 text-ink-2 hover:bg-hover hover:text-ink"
          aria-label={`remove filter ${name} ${text}`}
          onClick={() => onRemove(name)}
        >
          <Icon name="close" className="size-3" />
        </button>
      </span>
    );
  });
