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
}

const MAX_DEPTH = 64;
const MAX_PIECES = 50_000;

/** Their results hold the file again, which the model is not shown (measured on both clients): it wrote it itself. */
const NOT_SHOWN = new Set(['Write', 'Edit', 'MultiEdit', 'NotebookEdit']);
/** Names of forms and bytes of pictures: nothing that can be read, and a changed one would be no result any more. */
const NOT_TEXT = new Set(['type', 'media_type', 'mimeType', 'base64', 'blob']);
/** The client remembers by it which files were read; the model has written it itself. */
const OWN_WORDS = new Set(['filePath']);

interface Waiting {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
}

export const resultText = (toolName: string, response: unknown): ResultText => {
  if (NOT_SHOWN.has(toolName)) return NOTHING;
  const pieces: ResultPiece[] = [];
  const texts: string[] = [];
  let at = 0;
  let cut = false;
  const waiting: Waiting[] = [{ value: response, path: [] }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value === 'string') {
      if (value === '') continue;
      if (pieces.length >= MAX_PIECES) return { text: texts.join('\n'), pieces, cut: true };
      pieces.push({ path, start: at, end: at + value.length });
      texts.push(value);
      at += value.length + 1;
    } else if (typeof value === 'object' && value !== null) {
      if (path.length >= MAX_DEPTH) cut = true;
      else addParts(waiting, value, path);
    }
  }
  return { text: texts.join('\n'), pieces, cut };
};

const NOTHING: ResultText = { text: '', pieces: [], cut: false };

/**
 * Puts the parts of a value on the list, last first, because they are taken from its end. What holds nothing is left
 * out at once: a result may have a hundred thousand parts, and nobody else is answered while they are walked.
 */
function addParts(waiting: Waiting[], value: object, path: Waiting['path']): void {
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
    if (!mayHoldText(item) || NOT_TEXT.has(key) || OWN_WORDS.has(key) || isPicture(value, key)) continue;
    waiting.push({ value: item, path: [...path, key] });
  }
}

const mayHoldText = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'object' && value !== null);

const isPicture = (holder: object, key: string): boolean =>
  key === 'data' && 'type' in holder && ['base64', 'image', 'audio'].includes(String(holder.type));
