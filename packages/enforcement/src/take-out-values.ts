import type { Action, Redaction } from '@sallyport/action-model';
import { isMark, withoutNumber, type NameOf } from './redaction-mark.ts';

/** What detectors saw has a place and so a value; wherever that stands in a record, it goes. */
export type SeenValue = { readonly text: string; readonly kind: string };

const TAKEN_OUT: ReadonlySet<string> = new Set(['secret', 'pii']);
/** Shorter ones stand in too many words. */
const MIN_CHARACTERS = 6;
/** Values to look for, and of what length together: this happens while the answer waits. */
const MAX_VALUES = 200;
const MAX_CHARACTERS = 262_144;

export function seenValues({ samples, findings }: Action): readonly SeenValue[] {
  if (findings.length === 0) return [];
  const values = new Map<string, SeenValue>();
  let characters = 0;
  // Certain ones first: what is beyond the bound stays.
  const inOrder = findings.toSorted((a, b) => Number(b.level === 'block') - Number(a.level === 'block'));
  for (const { detector, rule, level, sample, start, end } of inOrder) {
    const text = TAKEN_OUT.has(detector) ? samples[sample]?.text.slice(start, end) : undefined;
    if (text === undefined || text.length < MIN_CHARACTERS || values.has(text)) continue;
    // The mark of an earlier redaction is no value.
    if (isMark(text)) continue;
    // An address in a command says what was done; many of them are a table of people, and known to be sure.
    if (detector === 'pii' && level !== 'block') continue;
    characters += text.length;
    if (values.size >= MAX_VALUES || characters > MAX_CHARACTERS) break;
    values.set(text, { text, kind: rule });
  }
  return [...values.values()].toSorted((left, right) => right.text.length - left.text.length);
}

/** The record without these values in any of its strings, and where they stood. */
export function takeOutValues<Value>(
  record: Value,
  values: readonly SeenValue[],
  nameOf: NameOf = withoutNumber,
): { value: Value; redactions: Redaction[] } {
  if (values.length === 0) return { value: record, redactions: [] };
  const sought = values.flatMap(({ text, kind }) =>
    [...new Set([text, JSON.stringify(text).slice(1, -1)])].map((form) => ({
      form,
      kind,
      mark: `[redacted:${nameOf(kind, text)}]`,
    })),
  );
  const redactions: Redaction[] = [];
  const walk = (node: unknown, pointer: string): unknown => {
    if (typeof node === 'string') {
      let left = node;
      for (const { form, kind, mark } of sought) {
        if (!left.includes(form)) continue;
        const pieces = left.split(form);
        left = pieces.join(mark);
        redactions.push({ field: pointer.slice(0, 500), kind, count: pieces.length - 1 });
      }
      return left;
    }
    if (Array.isArray(node)) return node.map((item: unknown, index) => walk(item, `${pointer}/${index}`));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, item]) => [key, walk(item, `${pointer}/${key}`)]),
    );
  };
  // The walk replaces strings by strings and leaves everything else as it is.
  return { value: walk(record, '') as Value, redactions };
}
