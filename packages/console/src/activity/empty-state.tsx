import { nextFix } from '../chain/describe-link.ts';
import { FixText } from '../chain/fix-text.tsx';
import { useStatus } from '../chain/use-status.ts';
import { CommandLine } from '../shell/command-line.tsx';
import { Icon } from '../shell/icon.tsx';

const INSTALL_COMMAND = 'sallyport install claude-code';

/** Before the first record: the one thing to do next, taken from the chain. The stream is open, so no reload. */
export const EmptyState = () => {
  const answer = useStatus();
  const chain = answer?.ok === true ? answer.value.chain : [];
  const installed = chain.some((link) => link.id === 'installed' && link.ok === true);
  const fix = nextFix(chain)?.fix;
  return (
    <div className="grid h-full place-items-center overflow-y-auto bg-surface p-6">
      <div className="max-w-lg">
        <h2 className="mb-1 text-lg font-semibold">Nothing has come through yet</h2>
        <p className="mb-4 text-ink-2">
          What an agent does through the hooks is held, decided and recorded; the first record appears here by
          itself.
        </p>
        <ol className="list-decimal space-y-3 pl-5 marker:text-ink-3">
          <li>
            {installed ? (
              <span className="text-ink-2">
                The hooks are installed{' '}
                <span className="text-allow">
                  <Icon name="allow" className="inline size-3.5" />
                </span>
              </span>
            ) : (
              <>
                Put the hooks into Claude Code: <br className="sm:hidden" />
                <CommandLine command={INSTALL_COMMAND} />
              </>
            )}
          </li>
          <li>Restart Claude Code: hooks are read when a session starts.</li>
          <li>
            Ask it to do anything, for example <q>list the files here</q>.
          </li>
        </ol>
        {installed && fix !== undefined && fix !== null && (
          <p className="mt-4 border-l-2 border-warn pl-3">
            <FixText fix={fix} />
          </p>
        )}
        <p role="status" className="mt-6 flex items-center gap-2 text-ink-3">
          <span aria-hidden="true" className="pulse size-2 rounded-full bg-allow" />
          waiting for the first record
        </p>
      </div>
    </div>
  );
};

export const NoMatch = ({ onClear }: { readonly onClear: () => void }) => (
  <div className="grid h-full place-items-center bg-surface p-6 text-center">
    <div role="status">
      <h2 className="mb-1 text-lg font-semibold">No record fits these filters</h2>
      <p className="mb-4 text-ink-2">New ones that fit appear here by themselves.</p>
      <button type="button" className="control" onClick={onClear}>
        clear the filters
      </button>
    </div>
  </div>
);
