import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';

const MAX_CHARACTERS = 512 * 1024;

const Word = z.string().trim().min(2).max(200);
const Words = z.array(Word).min(1).max(500);

const OwnDetectorDocument = z.strictObject({
  /** Findings are called `own/NAME`. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be small letters, digits and hyphens, at most 64'),
  description: z.string().max(1000).optional(),
  /** `block`: worth stopping for; what happens is up to policy. */
  level: z.enum(['warn', 'block']),
  /** What its findings count as. A company's own words are mostly what must not leave, so they are secrets unless told. */
  detector: z.enum(['secret', 'pii', 'injection', 'command', 'manifest']).default('secret'),
  words: Words.optional(),
  pattern: z.string().min(1).max(1000).optional(),
  /** For words only, and true unless told: `Heron` is not found in `Herons`. A pattern has `\b`. */
  wholeWord: z.boolean().optional(),
  /** True for words and false for a pattern unless told. */
  ignoreCase: z.boolean().optional(),
  /** A find counts only with one of these words at most so many characters before or behind it. */
  near: z.strictObject({ words: Words, within: z.int().min(1).max(500) }).optional(),
  tests: z
    .array(z.strictObject({ text: z.string().max(4000), expect: z.enum(['found', 'nothing']) }))
    .max(50)
    .default([]),
});
export type OwnDetectorDocument = z.infer<typeof OwnDetectorDocument>;

const OwnDocument = z.strictObject({
  apiVersion: z.literal('sallyport/v1'),
  kind: z.literal('Detectors'),
  detectors: z.array(OwnDetectorDocument).max(100),
});

export type ReadDocument =
  | { readonly ok: true; readonly detectors: readonly OwnDetectorDocument[] }
  | { readonly ok: false; readonly why: string };

/** One YAML or JSON document; `name` is what problems call it. */
export const readOwnDocument = (name: string, text: string): ReadDocument => {
  const refuse = (why: string, line?: number): ReadDocument => ({
    ok: false,
    why: `${name}${line === undefined ? '' : `:${line}`}: ${why}`,
  });
  if (text.length > MAX_CHARACTERS)
    return refuse(`is longer than ${MAX_CHARACTERS} characters; remove detectors that nobody needs`);
  const lines = new LineCounter();
  // What is odd in it is refused below, with its place; the library would tell the process's own error stream.
  const yaml = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    version: '1.2',
    logLevel: 'silent',
  });
  const [error] = yaml.errors;
  if (error !== undefined) {
    const [first = 'unreadable'] = error.message.split('\n');
    return refuse(
      `yaml: ${first.replace(/ at line.*$/u, '').toLowerCase()}`,
      lines.linePos(error.pos[0]).line,
    );
  }
  let value: unknown;
  try {
    // A document that expands itself is never what an author means.
    value = yaml.toJS({ maxAliasCount: 0 });
  } catch {
    return refuse('yaml: aliases are not read; write the value out');
  }
  const read = OwnDocument.safeParse(value);
  if (read.success) return { ok: true, detectors: read.data.detectors };
  const [issue] = read.error.issues;
  if (issue === undefined) return refuse('is no list of detectors');
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  return refuse(sentenceOf(issue, path, yaml.getIn(path)), lineAt(yaml, path, lines));
};

const sentenceOf = (issue: z.core.$ZodIssue, path: readonly PropertyKey[], given: unknown): string => {
  if (issue.code === 'unrecognized_keys')
    return `unknown key \`${issue.keys.join('`, `')}\` in ${placeOf(path)}; see docs/detectors.md for those there are`;
  if (given === undefined) return `${placeOf(path)} is missing; see docs/detectors.md for an example`;
  return `${placeOf(path)}: ${issue.message.toLowerCase()}`;
};

/** Where the nearest part of the way to a place stands that is there. */
const lineAt = (
  yaml: Document.Parsed,
  path: readonly (string | number)[],
  lines: LineCounter,
): number | undefined => {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? yaml.contents : yaml.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
};

const placeOf = (path: readonly PropertyKey[]): string => {
  const place = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return place === '' ? 'the document' : `\`${place}\``;
};
