import { textOfBlob } from './blob-text.ts';

/**
 * What a tool gave back, as the strings in it: where they stand, so that they can be rewritten in their places, and all
 * of them in one text, so that what is spread over several (the lines of a key) is found whole. The client takes
 * a rewritten result only in the very shape of the first one, so numbers, names and the shape itself are never touched.
 */
export interface ResultText {
  /** All pieces in order, a line end between them. */
  readonly text: string;
  readonly pieces: readonly ResultPiece[];
  /** There is more than was read: it nests deeper or holds more strings than anything a tool gives. */
  readonly cut: boolean;
}

export interface ResultPiece {
  /** The keys that lead to it from the result itself; none where the result is a string. */
  readonly path: readonly (string | number)[];
  readonly start: number;
  readonly end: number;
  /** There the text stands as base64. */
  readonly isBlob?: true;
}

const MAX_DEPTH = 64;
const MAX_PIECES = 50_000;

/** Their results hold the file again, which the model is not shown (measured on both clients): it wrote it itself. */
const NOT_SHOWN = new Set(['Write', 'Edit', 'MultiEdit', 'NotebookEdit']);
/** Names of forms: a changed one would be no result any more. What is no such name is a text like any other. */
const FORMS = new Set(['type', 'media_type', 'mimeType']);
const FORM =
  /^(?:[a-z][a-z_-]{0,39}(?:\d{1,2}|_\d{8})?|[a-z]{1,20}\/[a-z][a-z0-9.+-]{0,80}(?:; ?[a-z]{1,20}=[\w-]{1,20})?)$/i;
/** Bytes, mostly of pictures; read where they are a text. */
const BLOBS = new Set(['base64', 'blob']);
/** The client remembers by it which files were read; the model has written it itself. A server's `filePath` is its own word. */
const OWN_WORDS: ReadonlySet<string> = new Set(['filePath']);
const NO_WORDS: ReadonlySet<string> = new Set();

interface Waiting {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  readonly isBlob?: true;
}

export const resultText = (toolName: string, response: unknown): ResultText => {
  if (NOT_SHOWN.has(toolName)) return NOTHING;
  const ownWords = toolName.startsWith('mcp__') ? NO_WORDS : OWN_WORDS;
  const pieces: ResultPiece[] = [];
  const texts: string[] = [];
  let at = 0;
  let cut = false;
  const waiting: Waiting[] = [{ value: response, path: [] }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, isBlob } = next;
    const blob = isBlob === true ? textOfBlob(String(next.value)) : undefined;
    if (blob?.cut === true) cut = true;
    const value = blob === undefined ? next.value : blob.text;
    if (typeof value === 'string') {
      if (value === '') continue;
      if (pieces.length >= MAX_PIECES) return { text: texts.join('\n'), pieces, cut: true };
      pieces.push({ path, start: at, end: at + value.length, ...(isBlob === true ? { isBlob } : {}) });
      texts.push(value);
      at += value.length + 1;
    } else if (typeof value === 'object' && value !== null) {
      if (path.length >= MAX_DEPTH) cut = true;
      else addParts(waiting, value, path, ownWords);
    }
  }
  return { text: texts.join('\n'), pieces, cut };
};

const NOTHING: ResultText = { text: '', pieces: [], cut: false };

/**
 * Puts the parts of a value on the list, last first, because they are taken from its end. What holds nothing is left
 * out at once: a result may have a hundred thousand parts, and nobody else is answered while they are walked.
 */
function addParts(
  waiting: Waiting[],
  value: object,
  path: Waiting['path'],
  ownWords: ReadonlySet<string>,
): void {
  if (Array.isArray(value)) {
    // Read item by item as unknown: that is all a walk needs to know.
    const items: readonly unknown[] = value;
    for (let index = Math.min(items.length, MAX_PIECES + 1) - 1; index >= 0; index--) {
      const item = items[index];
      if (mayHoldText(item)) waiting.push({ value: item, path: [...path, index] });
    }
    return;
  }
  const entries = Object.entries(value);
  for (let index = entries.length - 1; index >= 0; index--) {
    const [key, item]: readonly [string, unknown] = entries[index] ?? ['', undefined];
    if (!mayHoldText(item) || ownWords.has(key) || isForm(key, item)) continue;
    const isBlob = typeof item === 'string' && (BLOBS.has(key) || isPicture(value, key));
    waiting.push({ value: item, path: [...path, key], ...(isBlob ? { isBlob } : {}) });
  }
}

const mayHoldText = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'object' && value !== null);

const isForm = (key: string, item: unknown): boolean =>
  FORMS.has(key) && typeof item === 'string' && FORM.test(item);

const isPicture = (holder: object, key: string): boolean =>
  key === 'data' && 'type' in holder && ['base64', 'image', 'audio'].includes(String(holder.type));
