import { Link } from '@tanstack/react-router';
import { useStatus } from '../chain/use-status.ts';
import { signOut } from '../api/session.ts';
import { Icon } from './icon.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

const TIER_TITLE = {
  cooperative:
    'cooperative: guards against injected instructions and mistakes, not against hostile local code of the same user',
  managed: 'managed: guarded by another account, also against local tampering',
} as const;

export const TopBar = ({ onHelp }: { readonly onHelp: () => void }) => {
  const answer = useStatus();
  const status = answer?.ok === true ? answer.value : undefined;
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line bg-surface px-3">
      <img src="/sallyport.svg" alt="" className="size-5" />
      <span className="font-semibold tracking-tight">Sallyport</span>
      <span aria-hidden="true" className="text-edge">
        /
      </span>
      <h1 className="font-medium">Activity</h1>
      {status !== undefined && (
        <span
          title={TIER_TITLE[status.tier]}
          className="ml-2 hidden rounded-full border border-edge px-2 text-xs text-ink-2 sm:inline"
        >
          {status.tier}
        </span>
      )}
      <div className="ml-auto flex items-center">
        <Link to="/inventory" search={{}} className="mr-2 text-accent underline">
          Inventory
        </Link>
        <ThemeToggle />
        <button
          type="button"
          className="control control-quiet"
          onClick={onHelp}
          aria-label="help: keys"
          aria-keyshortcuts="?"
        >
          <kbd className="font-mono">?</kbd>
        </button>
        <button
          type="button"
          className="control control-quiet inline-flex items-center gap-1"
          onClick={() => void signOut()}
        >
          <Icon name="lifecycle" />
          <span className="max-sm:sr-only">sign out</span>
        </button>
      </div>
    </header>
  );
};
