import type { Edit, Node } from 'jsonc-parser';
import { readGap } from './jsonc-gap.ts';
import type { JsonValue } from './json-value.ts';
import type { TextStyle } from './settings-document.ts';

/**
 * Adds one item at the end of an object or array, as a person would: after the last item's trailing comment, in
 * the file's own indentation and line ends. `modify` of jsonc-parser is not used because it pushes that comment
 * behind the new item, and when it removes one it takes the neighbour's comment along.
 */
export const insertEdits = (
  text: string,
  container: Node,
  item: { readonly key?: string; readonly value: JsonValue },
  style: TextStyle,
): Edit[] => {
  const last = container.children?.at(-1);
  const close = container.offset + container.length - 1;
  const inside = readGap(text, last ? last.offset + last.length : container.offset + 1, close);
  const inline =
    style.singleLine || (last !== undefined && !text.slice(container.offset, close).includes('\n'));

  const outer = indentAt(text, container.offset);
  const indent = last && !inline ? indentAt(text, last.offset) : outer + style.indent;
  const body =
    (item.key === undefined ? '' : `${JSON.stringify(item.key)}: `) +
    render(item.value, inline, style, indent);

  const edits: Edit[] = [];
  if (last && inside.comma === undefined)
    edits.push({ offset: last.offset + last.length, length: 0, content: ',' });
  if (inline) {
    edits.push({ offset: inside.end, length: 0, content: (last ? ' ' : '') + body });
    return edits;
  }
  const trailing = inside.comma === undefined ? '' : ',';
  // An empty `{}` has no line of its own for the closing bracket yet.
  const closing = text.slice(inside.end, close).includes('\n') ? '' : style.eol + outer;
  edits.push({ offset: inside.end, length: 0, content: style.eol + indent + body + trailing + closing });
  return edits;
};

const render = (value: JsonValue, inline: boolean, style: TextStyle, indent: string): string =>
  inline
    ? JSON.stringify(value)
    : JSON.stringify(value, null, style.indent).replaceAll('\n', style.eol + indent);

/** The white space at the start of the line that holds `offset`. */
const indentAt = (text: string, offset: number): string => {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
};
