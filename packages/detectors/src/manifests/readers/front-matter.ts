/** The YAML head of a skill, agent or command file. */
import { isMap, isScalar, parseDocument, visit } from 'yaml';

export type FrontMatter = {
  /** Where the head ends: the text behind it is what the assistant reads. */
  readonly end: number;
  readonly values: ReadonlyMap<
    string,
    { readonly value: unknown; readonly start: number; readonly end: number }
  >;
  readonly problems: readonly ('invalid' | 'repeated-key' | 'alias' | 'prototype-key' | 'too-long')[];
};

const MOST_UNITS = 32_768;
/** YAML that nests deeper than this is no head of anything; the library would recurse. */
const MOST_OPENINGS = 400;

export function readFrontMatter(text: string): FrontMatter | undefined {
  const opening = /^\ufeff?---[ \t]{0,40}\r?\n/.exec(text);
  if (opening === null) return undefined;
  const from = opening[0].length;
  const close = /\n(?:---|\.\.\.)[ \t]{0,40}(?:\r?\n|$)/.exec(text.slice(from - 1, from + MOST_UNITS));
  if (close === null)
    return {
      end: from,
      values: new Map(),
      problems: [text.length > from + MOST_UNITS ? 'too-long' : 'invalid'],
    };
  const head = text.slice(from, from - 1 + close.index + 1);
  const end = from - 1 + close.index + close[0].length;
  if ((head.match(/[[{]|\n[ \t]*- /g)?.length ?? 0) > MOST_OPENINGS || /^(?:[ \t]*[-?] ){40}/m.test(head))
    return { end, values: new Map(), problems: ['too-long'] };
  try {
    return { end, ...read(head, from) };
  } catch {
    // The library throws where aliases multiply; such a head has no reading.
    return { end, values: new Map(), problems: ['invalid'] };
  }
}

function read(head: string, from: number): Pick<FrontMatter, 'values' | 'problems'> {
  const document = parseDocument(head, { schema: 'core', prettyErrors: false, logLevel: 'silent' });
  const problems = new Set<FrontMatter['problems'][number]>();
  for (const { code } of document.errors) problems.add(code === 'DUPLICATE_KEY' ? 'repeated-key' : 'invalid');
  let hasAlias = false;
  visit(document, {
    Alias: () => {
      hasAlias = true;
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && (key.value === '__proto__' || key.value === 'constructor'))
        problems.add('prototype-key');
    },
  });
  if (hasAlias) problems.add('alias');
  const values = new Map<string, { value: unknown; start: number; end: number }>();
  if (isMap(document.contents)) {
    for (const { key, value } of document.contents.items) {
      if (!isScalar(key) || typeof key.value !== 'string') continue;
      // The library's nodes are typed loosely: a value is a node, or null where nothing stands.
      const node = value as { range?: readonly [number, number, number]; toJSON?: () => unknown } | null;
      const [start, end] = node?.range ?? key.range ?? [0, 0];
      const plain = hasAlias ? undefined : isScalar(node) ? node.value : node?.toJSON?.();
      values.set(key.value, { value: plain, start: from + start, end: from + end });
    }
  }
  return { values, problems: [...problems] };
}
