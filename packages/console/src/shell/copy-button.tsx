import { useEffect, useState } from 'react';
import { Icon } from './icon.tsx';

/** Copies, and says so in its own name, which a screen reader hears. */
export const CopyButton = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // No permission, or a page that isn't at localhost or HTTPS.
      setState('failed');
    }
  };
  const word = { idle: 'copy', copied: 'copied', failed: 'select it and copy by hand' }[state];
  return (
    <button
      type="button"
      className="inline-flex items-center gap-1 rounded px-1.5 py-0.5 text-xs text-ink-2 hover:bg-hover hover:text-ink"
      onClick={() => void copy()}
    >
      <Icon name={state === 'copied' ? 'allow' : 'copy'} className="size-3.5" />
      <span aria-live="polite">{word}</span>
      <span className="sr-only"> {label}</span>
    </button>
  );
};
