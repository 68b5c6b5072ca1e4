import { isMap, isNode, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { z } from 'zod';
import type { Problem } from '../problem.ts';
import { hint } from '../suggest.ts';

/** A text and what problems call it. */
export interface YamlSource {
  readonly name: string;
  readonly text: string;
}

type Path = readonly (string | number)[];

export interface ReadYaml<Value> {
  readonly document: Value;
  readonly source: string;
  /** The line of a part of the document, for problems found later. */
  readonly lineOf: (path: Path) => number | undefined;
}

const MAX_SOURCE_CHARACTERS = 2_000_000;

type SchemaFor<Schema> = Schema | ((value: unknown) => Schema);

/** Each document of a YAML text as its schema has it; what is wrong is added to `problems`, with its line and a suggestion. */
export const readYaml = <Schema extends z.ZodType>(
  source: YamlSource,
  schema: SchemaFor<Schema>,
  problems: Problem[],
): readonly ReadYaml<z.output<Schema>>[] => {
  if (source.text.length > MAX_SOURCE_CHARACTERS) {
    problems.push({ source: source.name, message: `is longer than ${MAX_SOURCE_CHARACTERS} characters` });
    return [];
  }
  const lines = new LineCounter();
  // Aliases are refused below 1: a policy that expands itself is never what an author means.
  const parsed = parseAllDocuments(source.text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
  const documents: ReadYaml<z.output<Schema>>[] = [];
  for (const yaml of 'empty' in parsed ? [] : parsed) {
    const read = readOne(source.name, schema, yaml, lines, problems);
    if (read !== undefined) documents.push(read);
  }
  return documents;
};

const readOne = <Schema extends z.ZodType>(
  source: string,
  schemaFor: SchemaFor<Schema>,
  yaml: Document.Parsed,
  lines: LineCounter,
  problems: Problem[],
): ReadYaml<z.output<Schema>> | undefined => {
  const lineOf = (path: Path): number | undefined => lineAt(yaml, path, lines);
  for (const error of yaml.errors) {
    const [first = 'unreadable'] = error.message.split('\n');
    const message = `yaml: ${first.replace(/ at line.*$/u, '').toLowerCase()}`;
    problems.push({ source, line: lines.linePos(error.pos[0]).line, message });
  }
  if (yaml.errors.length > 0) return undefined;
  let value: unknown;
  try {
    value = yaml.toJS({ maxAliasCount: 0 });
  } catch {
    problems.push({ source, message: 'yaml: aliases are not part of policies; write the value out' });
    return undefined;
  }
  if (value === null || value === undefined) return undefined;
  const schema = typeof schemaFor === 'function' ? schemaFor(value) : schemaFor;
  const result = schema.safeParse(value);
  if (result.success) return { document: result.data, source, lineOf };
  for (const issue of result.error.issues) {
    for (const { path, message } of sentencesOf(issue, value, schema)) {
      const line = lineOf(path);
      problems.push({ source, ...(line === undefined ? {} : { line }), message });
    }
  }
  return undefined;
};

const lineAt = (yaml: Document.Parsed, path: Path, lines: LineCounter): number | undefined => {
  for (let length = path.length; length >= 0; length--) {
    const parent: unknown = length === 0 ? yaml.contents : yaml.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => keyText(item.key) === last) : undefined;
    const node: unknown =
      pair?.key ?? (length === 0 ? yaml.contents : yaml.getIn(path.slice(0, length), true));
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
};

const keyText = (key: unknown): unknown =>
  typeof key === 'object' && key !== null && 'value' in key ? key.value : key;

interface Sentence {
  readonly path: Path;
  readonly message: string;
}

const shown = (path: Path): string => {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./u, '');
  return text === '' ? 'document' : `\`${text}\``;
};

const valueAt = (value: unknown, path: Path): unknown => {
  let at: unknown = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, part);
  }
  return at;
};

/** What a value is called in a sentence: by the last name on the way to it. */
const nounOf = (path: Path): string => {
  const names = path.filter((part) => typeof part === 'string');
  const last = names.at(-1) ?? 'value';
  // The author's own word, and not one of the format.
  if (names.at(-2) === 'groups') return 'value';
  return NOUNS[last] ?? last;
};

const NOUNS: Readonly<Record<string, string>> = {
  on: 'action kind',
  kind: 'kind',
  expect: 'verdict',
  days: 'day',
  about: 'content role',
  default: 'right',
  by: 'way to count',
};

const sentencesOf = (
  issue: z.core.$ZodIssue,
  value: unknown,
  schema: z.core.$ZodType,
): readonly Sentence[] => {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const given = valueAt(value, path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key \`${key}\` in ${shown(path)}${hint(key, keysAt(schema, path))}`,
    }));
  if (given === undefined) return [{ path, message: `${shown(path)} is missing` }];
  if (issue.code === 'invalid_value') {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    return [{ path, message: `unknown ${nounOf(path)} \`${text}\`${hint(text, issue.values.map(String))}` }];
  }
  if (issue.code === 'invalid_type')
    return [{ path, message: `${shown(path)} must be ${article(issue.expected)}` }];
  if (issue.code === 'too_small') {
    const unit = issue.origin === 'string' ? ' characters long' : '';
    const isEmpty = issue.origin === 'array' && issue.minimum === 1;
    return [
      {
        path,
        message: `${shown(path)} must ${isEmpty ? 'not be empty' : `be at least ${issue.minimum}${unit}`}`,
      },
    ];
  }
  // Only its first letter: what stands in backticks is meant as it is written.
  const why = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  return [{ path, message: `${shown(path)} ${why.startsWith('must') ? why : `is wrong: ${why}`}` }];
};

const article = (expected: string): string =>
  ({ array: 'a list', object: 'a map of keys', record: 'a map of keys', string: 'a text' })[expected] ??
  `a ${expected}`;

/** The keys that the schema knows at a place. */
const keysAt = (schema: z.core.$ZodType, path: Path): readonly string[] => {
  let at: z.core.$ZodType | undefined = schema;
  for (const part of path) {
    at = unwrapped(at);
    if (at instanceof z.ZodObject) at = at.shape[part];
    else if (at instanceof z.ZodArray) at = at.element;
    else if (at instanceof z.ZodRecord) at = at.valueType;
    else return [];
  }
  const object = unwrapped(at);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
};

const unwrapped = (schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined =>
  schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
