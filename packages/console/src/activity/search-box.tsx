import { useEffect, useState, type RefObject } from 'react';
import { Icon } from '../shell/icon.tsx';

const SETTLE_MS = 250;
/** The API refuses more. */
const MAX_CHARACTERS = 500;

/** Asks when typing has settled; what stands in the URL wins when it changes from outside. */
export const SearchBox = ({
  input,
  value,
  label = 'Search summary, reason, tool, path and host',
  placeholder = 'Search records',
  onChange,
  onLeave,
}: {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly value: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly onChange: (value: string | undefined) => void;
  readonly onLeave: () => void;
}) => {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed === '' ? undefined : typed), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <label className="relative block min-w-40 flex-1">
      <span className="sr-only">{label}</span>
      <span className="pointer-events-none absolute inset-y-0 left-2.5 grid place-items-center text-ink-3">
        <Icon name="search" className="size-3.5" />
      </span>
      <input
        ref={input}
        type="search"
        value={typed}
        maxLength={MAX_CHARACTERS}
        placeholder={placeholder}
        aria-keyshortcuts="/"
        className="control w-full pl-8 placeholder:text-ink-3"
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onChange(typed === '' ? undefined : typed);
          if (event.key === 'Escape' && typed === '') onLeave();
          if (event.key === 'Escape') setTyped('');
          if (event.key === 'Enter' || event.key === 'ArrowDown') onLeave();
        }}
      />
    </label>
  );
};
