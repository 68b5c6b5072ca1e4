import { type Field, isKnown, UNKNOWN } from '../field.ts';
import type { Frame } from '../frame.ts';
import { usePath } from '../uses.ts';
import { DELETES, LISTS, MOVES, OPENS, PACKS, READS, WALKS, WRITES } from './call-names.ts';
import { type Names, readValue, type Token } from './string-literals.ts';

/** Folders that the code goes through, and what it does to files whose names can't be told here. */
export interface Walk {
  readonly folders: Field[];
  opens: boolean;
  deletes: boolean;
  writes: boolean;
}

const asFolder = (text: string): Field => ({ text, source: isKnown(text) ? text : '…', glob: false });

/** Code that lists a folder and then opens or removes what has no known name does so to what it found there. */
export function useWalked(frame: Frame, { folders, opens, deletes, writes }: Walk): void {
  for (const folder of folders.slice(0, 16)) {
    if (opens) usePath(frame, folder, 'read', true);
    if (deletes) usePath(frame, folder, 'delete', true);
    if (writes) usePath(frame, folder, 'write', true);
  }
}

export function noteWalk(walk: Walk, name: string, values: readonly { readonly text: string }[]): void {
  const [first] = values;
  const text = first?.text ?? UNKNOWN;
  if (LISTS.test(name) && WALKS.test(name) && first && isFolderText(text)) {
    // A pattern's folder is what stands before it.
    const folder = name.endsWith('glob') ? text.replace(/[^/]*[*?[][\s\S]*$/, '') : text;
    walk.folders.push(asFolder(folder === '' ? '.' : folder));
  }
  if (isKnown(text)) return;
  const mode = values[1]?.text ?? '';
  if (DELETES.test(name)) walk.deletes = true;
  else if (WRITES.test(name) || (OPENS.test(name) && /^[wax]/.test(mode))) walk.writes = true;
  else if (OPENS.test(name) || READS.test(name) || MOVES.test(name) || PACKS.test(name)) walk.opens = true;
}

const isFolderText = (text: string): boolean =>
  text !== '' && text !== UNKNOWN && !/[\n{}]/.test(text) && text.length < 4096;

/** `(Path.home() / "x").iterdir()`, `folder.rglob("*")`: what is gone through stands before the dot. */
export function noteWalkedValue(
  frame: Frame,
  tokens: readonly Token[],
  at: number,
  names: Names,
  walk: Walk,
): void {
  const method = tokens[at]?.value ?? '';
  if (!WALKS.test(method) && !/^(?:iterdir|r?glob|walk)$/.test(method)) return;
  const folder = valueBefore(tokens, at, names, frame.scope.home);
  if (folder === undefined || !isFolderText(folder)) return;
  const pattern = tokens[at + 2];
  if (method.endsWith('glob') && pattern?.kind === 'text') {
    const below = method.endsWith('rglob') ? `${folder}/**/${pattern.value}` : `${folder}/${pattern.value}`;
    // What a pattern finds is found to be used.
    usePath(frame, { text: below, source: below, glob: true }, 'read');
  }
  walk.folders.push(asFolder(folder));
}

/** Before a bracket these do not call it. */
const KEYWORDS = new Set(['in', 'of', 'for', 'if', 'return', 'await', 'and', 'or', 'not', 'my', 'foreach']);

/** How far back the bracket that a call ends with is looked for. */
const MAX_BACK = 64;

function valueBefore(tokens: readonly Token[], at: number, names: Names, home: string): string | undefined {
  const method = tokens[at]?.value ?? '';
  const dot = method.lastIndexOf('.');
  if (dot > 0) return names.get(method.slice(0, dot));
  if (tokens[at - 1]?.value !== '.' || tokens[at - 2]?.value !== ')') return undefined;
  let depth = 0;
  for (let back = at - 2; back >= 0 && back > at - MAX_BACK; back--) {
    const token = tokens[back];
    if (token?.kind !== 'sign') continue;
    if (token.value === ')') depth++;
    if (token.value === '(' && --depth === 0) {
      const before = tokens[back - 1];
      const called = before?.kind === 'name' && !KEYWORDS.has(before.value);
      return readValue(tokens, called ? back - 1 : back, names, home).text;
    }
  }
  return undefined;
}
