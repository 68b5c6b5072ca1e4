import type { SessionState } from '../api/session-state.ts';
import { FixText } from '../chain/fix-text.tsx';
import { CommandLine } from '../shell/command-line.tsx';
import { ThemeToggle } from '../shell/theme-toggle.tsx';

const TITLES = {
  'no-session': 'This browser has no session',
  'link-refused': 'That link no longer works',
  'signed-out': 'You are signed out',
} as const;

const EXPLANATIONS = {
  'no-session': 'Records are shown only to the person who started Sallyport on this machine.',
  'link-refused': 'A link works once and for a few minutes; this one was used, or is too old.',
  'signed-out': 'The session has ended here and on the control plane.',
} as const;

const Body = ({ state }: { readonly state: SessionState }) => {
  if (state.kind === 'closed') {
    return (
      <>
        <h1 className="mb-2 text-lg font-semibold">{TITLES[state.why]}</h1>
        <p className="text-ink-2">{EXPLANATIONS[state.why]}</p>
        <p className="mt-4 leading-7">
          Open the link that <code className="font-mono">sallyport up</code> printed, or get a new one:
        </p>
        <p className="mt-1">
          <CommandLine command="sallyport console" />
        </p>
      </>
    );
  }
  if (state.kind === 'failed') {
    return (
      <>
        <h1 className="mb-2 text-lg font-semibold">
          {state.doing === 'signing in' ? 'Signing in failed' : 'Signing out failed'}
        </h1>
        <p className="text-ink-2">
          <FixText fix={state.message} />
        </p>
        {state.doing === 'signing in' ? (
          <p className="mt-4 leading-7">
            Then get a new link: <CommandLine command="sallyport console" />
          </p>
        ) : (
          <p className="mt-4">This browser may still have a session. Reload the page and sign out again.</p>
        )}
      </>
    );
  }
  return (
    <>
      <h1 className="sr-only">Sallyport</h1>
      <p role="status">Signing in…</p>
    </>
  );
};

/** What stands in place of the data while nobody is signed in. */
export const SessionPage = ({ state }: { readonly state: SessionState }) => (
  <main className="grid h-full place-items-center p-4">
    <div className="w-full max-w-md rounded-lg border border-line bg-surface p-6">
      <div className="mb-5 flex items-center gap-2">
        <img src="/sallyport.svg" alt="" className="size-6" />
        <span className="font-semibold tracking-tight">Sallyport</span>
        <span className="ml-auto">
          <ThemeToggle />
        </span>
      </div>
      <Body state={state} />
    </div>
  </main>
);
