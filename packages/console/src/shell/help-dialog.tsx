import { useEffect, useRef } from 'react';
import { Icon } from './icon.tsx';

const KEYS = [
  ['j k  or  ↓ ↑', 'next and previous record'],
  ['Enter', 'open the record'],
  ['Esc', 'close the record, then let the list go on'],
  ['/', 'search'],
  ['p', 'pause and go on'],
  ['g', 'back to the newest'],
  ['?', 'this help'],
] as const;

/** The browser's own modal dialog: it traps focus, closes on Esc and gives focus back. */
export const HelpDialog = ({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) => {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      aria-labelledby="help-title"
      className="m-auto w-96 max-w-[calc(100vw-2rem)] rounded-lg border border-line bg-surface p-5 text-ink shadow-xl"
    >
      <div className="mb-3 flex items-center">
        <h2 id="help-title" className="text-lg font-semibold">
          Keys
        </h2>
        <button
          type="button"
          className="control control-quiet ml-auto"
          onClick={onClose}
          aria-label="close help"
        >
          <Icon name="close" />
        </button>
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {KEYS.map(([keys, meaning]) => (
          <div key={keys} className="col-span-2 grid grid-cols-subgrid">
            <dt>
              <kbd className="rounded border border-edge bg-sunken px-1.5 py-0.5 font-mono text-xs whitespace-pre">
                {keys}
              </kbd>
            </dt>
            <dd className="text-ink-2">{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-xs text-ink-3">
        While a record is chosen or open, or you have scrolled down, the list holds still; what is new waits
        above it.
      </p>
    </dialog>
  );
};
