import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';

/** How a file is laid out, so that what we add looks like what was there. */
export interface TextStyle {
  readonly eol: '\n' | '\r\n';
  /** One level of indentation. */
  readonly indent: string;
  /** No line break anywhere: additions stay on the one line. */
  readonly singleLine: boolean;
}

/** A settings file, parsed once, its text kept byte for byte. */
export interface SettingsDocument {
  /** Without the byte order mark. */
  readonly text: string;
  readonly bom: boolean;
  /**
   * It is JSON without comments and trailing commas. The client reads nothing else: measured on 2.1.197 and 2.1.330,
   * hooks in a settings file with one comment do not run. A byte order mark does no harm.
   */
  readonly clientReads: boolean;
  readonly root: Node;
  readonly style: TextStyle;
}

export type SettingsOutcome =
  | { readonly kind: 'document'; readonly document: SettingsDocument }
  | { readonly kind: 'invalid'; readonly why: string };

const BOM = '\uFEFF';

export interface ReadLimits {
  readonly maxBytes: number;
  /** How deep in the document an edit may be. */
  readonly editDepth: number;
}
// A settings file is kilobytes; beyond this it is an attack on the parser or not a settings file.
const SETTINGS_LIMITS: ReadLimits = { maxBytes: 1024 * 1024, editDepth: 1 };

const invalid = (why: string): SettingsOutcome => ({ kind: 'invalid', why });

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const styleOf = (text: string): TextStyle => ({
  eol: text.includes('\r\n') ? '\r\n' : '\n',
  indent: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ',
  singleLine: text.trim().length > 2 && !text.trim().includes('\n'),
});

/** The name of a member that occurs twice in one object, at any place we may edit. */
const doubledKey = (node: Node, depth: number): string | undefined => {
  if (node.type !== 'object') return undefined;
  const seen = new Set<string>();
  for (const member of node.children ?? []) {
    const [key, value] = member.children ?? [];
    // A property's key node always holds its name as a string.
    const name = key?.value as string;
    if (seen.has(name)) return name;
    seen.add(name);
    const below = value && depth > 0 ? doubledKey(value, depth - 1) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
};

/**
 * Reads settings text: JSON with comments and trailing commas. A doubled key is refused, because the client takes
 * the last one while an editor that looks a path up takes the first: our hooks would land where nothing reads them.
 */
export const parseSettings = (
  bytes: Uint8Array,
  { maxBytes, editDepth }: ReadLimits = SETTINGS_LIMITS,
): SettingsOutcome => {
  if (bytes.length > maxBytes) return invalid(`it is larger than ${maxBytes} bytes`);
  let whole: string;
  try {
    whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return invalid('it is not valid UTF-8');
  }
  const bom = whole.startsWith(BOM);
  const source = bom ? whole.slice(1) : whole;
  // An empty file holds no settings; what is written into it is JSON.
  const text = source.trim() === '' ? '{}\n' : source;
  if (nesting(text) > MAX_DEPTH) return invalid(`it is nested deeper than ${MAX_DEPTH} levels`);

  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) return invalid(`line ${lineOf(text, error.offset)}: ${printParseErrorCode(error.error)}`);
  if (root?.type !== 'object') return invalid('it does not hold an object');
  const doubled = doubledKey(root, editDepth);
  if (doubled !== undefined) return invalid(`the key \`${doubled}\` occurs twice`);
  return {
    kind: 'document',
    document: { text, bom, clientReads: isPlainJson(text), root, style: styleOf(text) },
  };
};

// The parser recurses, so its depth is bounded before it runs. Brackets in strings only make the bound stricter.
const MAX_DEPTH = 500;
const nesting = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
};

const isPlainJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

export const bytesOfSettings = (text: string, bom: boolean): Uint8Array =>
  new TextEncoder().encode(bom ? BOM + text : text);
