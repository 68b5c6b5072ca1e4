import { VERDICTS, type Verdict } from '@sallyport/action-model';
import { Icon } from '../shell/icon.tsx';
import { VERDICT_COLOUR } from '../verdict/verdict-badge.tsx';

/** One verdict or all. A second press on the chosen one lets it go. */
export const VerdictFilter = ({
  value,
  onChange,
}: {
  readonly value: Verdict | undefined;
  readonly onChange: (value: Verdict | undefined) => void;
}) => (
  <div role="group" aria-label="Verdict" className="flex overflow-hidden rounded-md border border-edge">
    {VERDICTS.map((verdict) => {
      const chosen = value === verdict;
      return (
        <button
          key={verdict}
          type="button"
          aria-pressed={chosen}
          onClick={() => onChange(chosen ? undefined : verdict)}
          className={`flex h-7 items-center gap-1.5 whitespace-nowrap border-l border-line px-2 first:border-l-0 focus-visible:-outline-offset-2 ${
            chosen ? 'bg-picked font-semibold text-ink' : 'bg-surface text-ink-2 hover:bg-hover'
          }`}
        >
          <span className={VERDICT_COLOUR[verdict]}>
            <Icon name={verdict} className="size-3.5" />
          </span>
          {verdict}
        </button>
      );
    })}
  </div>
);
