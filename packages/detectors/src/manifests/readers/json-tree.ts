/** JSON as written, with every value's place, comments and repeated keys included. */
import { parseTree, type Node, type ParseError } from 'jsonc-parser';

export type JsonReading = {
  readonly root: Node | undefined;
  readonly problems: readonly JsonProblem[];
};

export type JsonProblem = {
  readonly what: 'invalid' | 'repeated-key' | 'prototype-key' | 'too-deep';
  readonly start: number;
  readonly end: number;
};

const DEEPEST = 120;
const MOST_UNITS = 1_000_000;

export function readJsonTree(text: string): JsonReading {
  if (text.length > MOST_UNITS || depthOf(text) > DEEPEST)
    return { root: undefined, problems: [{ what: 'too-deep', start: 0, end: Math.min(text.length, 80) }] };
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true });
  } catch {
    // The parser recurses; a comment can hide depth from the count above.
    return { root: undefined, problems: [{ what: 'too-deep', start: 0, end: Math.min(text.length, 80) }] };
  }
  const problems: JsonProblem[] = [];
  const [error] = errors;
  if (error !== undefined)
    problems.push({ what: 'invalid', start: error.offset, end: error.offset + error.length });
  if (root !== undefined) for (const node of nodesBelow(root)) problems.push(...keyProblems(node));
  return { root, problems };
}

function keyProblems(node: Node): readonly JsonProblem[] {
  if (node.type !== 'object') return [];
  const seen = new Set<string>();
  const problems: JsonProblem[] = [];
  for (const property of node.children ?? []) {
    const key = property.children?.[0];
    if (key === undefined) continue;
    const name = String(key.value);
    const place = { start: key.offset, end: key.offset + key.length };
    if (seen.has(name)) problems.push({ what: 'repeated-key', ...place });
    if (name === '__proto__') problems.push({ what: 'prototype-key', ...place });
    seen.add(name);
  }
  return problems;
}

/** Every node, in the order of the text. Depth was checked before, and the walk keeps its own stack. */
export function* nodesBelow(root: Node): Generator<Node> {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    const { children = [] } = node;
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child !== undefined) stack.push(child);
    }
  }
}

/** The members of an object, the last of equal names winning, as clients read it. */
export function membersOf(node: Node | undefined): ReadonlyMap<string, Node> {
  const members = new Map<string, Node>();
  if (node?.type !== 'object') return members;
  for (const { children } of node.children ?? []) {
    const [key, value] = children ?? [];
    if (key !== undefined && value !== undefined) members.set(String(key.value), value);
  }
  return members;
}

export const itemsOf = (node: Node | undefined): readonly Node[] =>
  node?.type === 'array' ? (node.children ?? []) : [];

export const textOf = (node: Node | undefined): string | undefined =>
  // The parser's `value` is untyped; a string node holds a string.
  node?.type === 'string' ? (node.value as string) : undefined;

export const textsOf = (node: Node | undefined): readonly string[] =>
  itemsOf(node).flatMap((item) => textOf(item) ?? []);

export const placeOf = ({ offset, length }: Node): { readonly start: number; readonly end: number } => ({
  start: offset,
  end: offset + length,
});

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (isQuoted) {
      if (unit === 92) at++;
      else if (unit === 34 || unit === 10) isQuoted = false;
    } else if (unit === 34) isQuoted = true;
    else if (unit === 123 || unit === 91) deepest = Math.max(deepest, ++depth);
    else if (unit === 125 || unit === 93) depth--;
  }
  return deepest;
}
