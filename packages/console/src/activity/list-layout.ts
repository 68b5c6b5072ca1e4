import { useLayoutEffect, useState, type RefObject } from 'react';

/** How much a row shows depends on the width of the list, not of the window: the open record takes its share. */
export type ListLayout = 'wide' | 'medium' | 'narrow';

export const ROW_HEIGHT: Readonly<Record<ListLayout, number>> = { wide: 32, medium: 32, narrow: 56 };
export const HEADER_HEIGHT: Readonly<Record<ListLayout, number>> = { wide: 28, medium: 28, narrow: 0 };

export const layoutOf = (width: number): ListLayout =>
  width < 560 ? 'narrow' : width < 1040 ? 'medium' : 'wide';

export const useListLayout = (list: RefObject<HTMLElement | null>): ListLayout => {
  const [layout, setLayout] = useState<ListLayout>('wide');
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setLayout(layoutOf(element.clientWidth)));
    setLayout(layoutOf(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [list]);
  return layout;
};
