import { canonicalJson } from '../../actions/canonical-json.ts';
import { visibleText } from './visible-text.ts';

/*
 * What a tool says of itself, as the one text that is hashed when somebody approves it, and what changed since, in words
 * that a person can judge. All of a definition counts, fields of later revisions too: a model reads all of it.
 */

/** Undefined only for what is nested deeper than any message that is read. */
export const toolDefinitionText = (tool: unknown): string | undefined => canonicalJson(tool);

export interface DefinitionChange {
  /** Where: `description`, `inputSchema.properties.path.description`. */
  readonly place: string;
  /** What nobody sees is named in both; absent where there was, or is, nothing. */
  readonly before?: string;
  readonly after?: string;
}

const MAX_CHANGES = 200;
const MAX_SHOWN = 400;
/** What is shown around a change in a long text. */
const CONTEXT = 40;

/** In the order of the places; at most 200, and then one that says that there are more. */
export const definitionDiff = (before: unknown, after: unknown): readonly DefinitionChange[] => {
  const old = leavesOf(before);
  const now = leavesOf(after);
  const places = [...new Set([...old.keys(), ...now.keys()])].sort();
  const changes: DefinitionChange[] = [];
  for (const place of places) {
    const was = old.get(place);
    const is = now.get(place);
    if (was === is) continue;
    if (changes.length >= MAX_CHANGES) return [...changes, { place: '…', after: 'there are more changes' }];
    changes.push({ place: visibleText(place), ...shown(was, is) });
  }
  return changes;
};

/** The same as lines: what is gone with a minus before it, what is new with a plus. */
export const definitionDiffText = (changes: readonly DefinitionChange[]): string =>
  changes
    .flatMap(({ place, before, after }) => [
      place,
      ...(before === undefined ? [] : [`  - ${before}`]),
      ...(after === undefined ? [] : [`  + ${after}`]),
    ])
    .join('\n');

/** Every value that holds no others, by the way to it; empty lists and objects too. Names of members that hold dots are quoted. */
const leavesOf = (definition: unknown): ReadonlyMap<string, string> => {
  const leaves = new Map<string, string>();
  const waiting: { place: string; value: unknown }[] = [{ place: '', value: definition }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { place, value } = next;
    // What holds others is nothing of its own; an empty one is.
    const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    // In quotes, so that a text never equals a number.
    if (parts.length === 0)
      leaves.set(place, typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? ''));
    for (const [name, item] of parts) {
      const part = Array.isArray(value) ? `[${name}]` : /^[\w$-]+$/.test(name) ? name : JSON.stringify(name);
      waiting.push({
        place: place === '' || part.startsWith('[') ? place + part : `${place}.${part}`,
        value: item,
      });
    }
  }
  return leaves;
};

const shown = (
  was: string | undefined,
  is: string | undefined,
): Pick<DefinitionChange, 'before' | 'after'> => {
  if (was === undefined || is === undefined)
    return {
      ...(was === undefined ? {} : { before: shortened(visibleText(was)) }),
      ...(is === undefined ? {} : { after: shortened(visibleText(is)) }),
    };
  // Named first, compared then: what differs in nothing visible is what has to be seen.
  const [before, after] = [visibleText(was), visibleText(is)];
  const start = Math.max(0, commonStart(before, after) - CONTEXT);
  const end = Math.max(0, commonEnd(before, after, start) - CONTEXT);
  return { before: piece(before, start, end), after: piece(after, start, end) };
};

const commonStart = (left: string, right: string): number => {
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at += 1;
  return at;
};

const commonEnd = (left: string, right: string, start: number): number => {
  const max = Math.min(left.length, right.length) - start;
  let at = 0;
  while (at < max && left[left.length - 1 - at] === right[right.length - 1 - at]) at += 1;
  return at;
};

const piece = (text: string, start: number, end: number): string =>
  (start > 0 ? '…' : '') + shortened(text.slice(start, text.length - end)) + (end > 0 ? '…' : '');

/** The middle is left out, never the end: that is where things are hidden. */
const shortened = (text: string): string =>
  text.length <= MAX_SHOWN
    ? text
    : `${text.slice(0, MAX_SHOWN / 2)} … ${text.length - MAX_SHOWN} characters … ${text.slice(-MAX_SHOWN / 2)}`;
