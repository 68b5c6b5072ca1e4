import { UNKNOWN } from '../field.ts';
import type { Frame } from '../frame.ts';
import type { Stream } from '../stream.ts';
import { usePath } from '../uses.ts';

/** Names of files in a list (`tar -T`, `cpio -o`, `rsync --files-from`) are read below `base`, whole folders too. */
export function useListedNames(frame: Frame, list: Stream, base = ''): void {
  if (list.from === 'none') return;
  const start = base === '' || base.endsWith('/') ? base : `${base}/`;
  const names = list.text?.split(/[\n\0]+/, 128).filter((name) => name !== '') ?? [];
  for (const name of names) {
    const text = start === '' ? name : start + name.replace(/^\/+/, '');
    usePath(frame, { text, source: name, glob: list.glob === true }, 'read', true);
  }
  // A list that can't be known may name anything below.
  if (list.text !== undefined) return;
  usePath(frame, { text: start === '' ? UNKNOWN : start + UNKNOWN, source: '', glob: true }, 'read', true);
}
