import { useEffect, useRef } from 'react';

export interface Shortcuts {
  readonly move: (step: 1 | -1) => void;
  readonly open: () => void;
  readonly search: () => void;
  readonly leave: () => void;
  readonly help: () => void;
  readonly pause: () => void;
  readonly newest: () => void;
}

type Shortcut = (keys: Shortcuts) => void;

const ANYWHERE: Readonly<Record<string, Shortcut>> = {
  j: (keys) => keys.move(1),
  k: (keys) => keys.move(-1),
  '/': (keys) => keys.search(),
  '?': (keys) => keys.help(),
  p: (keys) => keys.pause(),
  g: (keys) => keys.newest(),
  Escape: (keys) => keys.leave(),
};

/** Keys that mean something else on other controls, so they count only on the list or on nothing at all. */
const ON_LIST: Readonly<Record<string, Shortcut>> = {
  ArrowDown: (keys) => keys.move(1),
  ArrowUp: (keys) => keys.move(-1),
  Enter: (keys) => keys.open(),
  Home: (keys) => keys.newest(),
};

const takesText = (element: Element): boolean =>
  element.matches('input, textarea, select, [contenteditable]');

/** Single keys, never while somebody types, never with a modifier: those belong to the browser. */
export const useShortcuts = (keys: Shortcuts): void => {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (takesText(target) || target.closest('dialog') !== null) return;
      const onList = target === document.body || target.getAttribute('role') === 'grid';
      const shortcut = ANYWHERE[event.key] ?? (onList ? ON_LIST[event.key] : undefined);
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut(latest.current);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
};
