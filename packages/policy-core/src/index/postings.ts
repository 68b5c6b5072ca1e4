import type { ASTNode } from '@marcbachmann/cel-js';
import type { ActionKind } from '@sallyport/action-model';
import { rootVariables, type FieldType } from '../condition/field-types.ts';
import { parseAnchor, parsePattern, type Anchor } from '../path/anchor.ts';
import { gramOfLowered, gramOfSegment, gramOfText } from './gram-index.ts';

/**
 * A posting is a thing an action must have for a condition to be able to hold. A rule is filed under its postings;
 * an action that has none of them makes one top-level conjunct false, and with it the whole condition, whatever
 * else would have failed to evaluate. INVARIANT: looking up may find too many rules, never too few.
 */
export type Posting =
  | { readonly by: 'value'; readonly list: string; readonly key: string | boolean }
  | { readonly by: 'path'; readonly anchor: Anchor }
  | { readonly by: 'path-name'; readonly key: string }
  /** A plain name anywhere in the path. */
  | { readonly by: 'path-segment'; readonly key: string }
  | { readonly by: 'path-extension'; readonly key: string }
  /** Three characters of the path's text, or of a text in the list. */
  | { readonly by: 'path-gram'; readonly gram: string }
  | { readonly by: 'gram'; readonly list: string; readonly gram: string }
  | { readonly by: 'domain'; readonly key: string };

interface Variable {
  readonly chain: string;
  readonly type: FieldType;
}

/** Any one of the postings is needed. */
interface Group {
  readonly postings: readonly Posting[];
  /** How few actions have such a thing. */
  readonly selectivity: number;
}

/** The two most selective conjuncts that can be filed: an action needs something of each. */
type Found = readonly Group[];
const MAX_GROUPS = 2;

export const postingsOf = (root: ASTNode, kind: ActionKind): readonly (readonly Posting[])[] => {
  const roots = new Map<string, Variable>();
  for (const [name, type] of rootVariables(kind)) roots.set(name, { chain: name, type });
  return find(root, roots).map((group) => group.postings);
};

type Scope = ReadonlyMap<string, Variable>;

const find = (node: ASTNode, scope: Scope): Found => {
  if (node.op === '&&')
    return [...find(node.args[0], scope), ...find(node.args[1], scope)]
      .toSorted((left, right) => right.selectivity - left.selectivity)
      .slice(0, MAX_GROUPS);
  if (node.op === '||') {
    const [left] = find(node.args[0], scope);
    const [right] = find(node.args[1], scope);
    if (left === undefined || right === undefined) return [];
    const selectivity = Math.min(left.selectivity, right.selectivity);
    return [{ postings: [...left.postings, ...right.postings], selectivity }];
  }
  if (node.op === '==') {
    const [left, right] = node.args;
    const found = byValue(left, literalsOf(right), scope);
    return found.length > 0 ? found : byValue(right, literalsOf(left), scope);
  }
  if (node.op === 'in') return findMembership(node.args[0], node.args[1], scope);
  return node.op === 'rcall' ? findMethod(node.args[0], node.args[1], node.args[2], scope) : [];
};

const findMembership = (item: ASTNode, list: ASTNode, scope: Scope): Found => {
  if (list.op === 'list') return byValue(item, list.args.flatMap(literalsOf), scope, list.args.length);
  const field = resolve(list, scope);
  return field?.type.kind === 'list' ? filed(`${field.chain}[]`, field.type.of, literalsOf(item)) : [];
};

const literalsOf = (node: ASTNode): (string | boolean)[] =>
  node.op === 'value' && (typeof node.args === 'string' || typeof node.args === 'boolean') ? [node.args] : [];

/** Where a chain of fields leads, with list variables replaced by their list: `p.access` is `action.paths[].access`. */
const resolve = (node: ASTNode, scope: Scope): Variable | undefined => {
  if (node.op === 'id') return scope.get(node.args);
  if (node.op !== '.') return undefined;
  const object = resolve(node.args[0], scope);
  if (object?.type.kind !== 'object') return undefined;
  const field = object.type.type.fields[node.args[1]];
  const chain = `${object.chain}.${node.args[1]}`;
  // Derived fields are not in the raw action, which is what the index reads; these have postings of their own.
  if (field === undefined || (field.derived && chain !== PATH_NAME && chain !== PATH_EXTENSION))
    return undefined;
  return { chain, type: field.type };
};
const PATH_NAME = 'action.paths[].name';
const PATH_EXTENSION = 'action.paths[].extension';

const byValue = (
  node: ASTNode,
  literals: readonly (string | boolean)[],
  scope: Scope,
  expected = 1,
): Found => {
  const field = resolve(node, scope);
  return field === undefined || literals.length !== expected ? [] : filed(field.chain, field.type, literals);
};

const filed = (chain: string, type: FieldType, literals: readonly (string | boolean)[]): Found => {
  if (literals.length === 0 || (type.kind !== 'string' && type.kind !== 'bool')) return [];
  if (chain === PATH_NAME || chain === PATH_EXTENSION) {
    const by = chain === PATH_NAME ? 'path-name' : 'path-extension';
    return [{ selectivity: 4, postings: literals.map((key) => ({ by, key: String(key) })) }];
  }
  const isOpenSet = type.kind === 'string' && type.values === undefined;
  return [
    {
      // A kind of action has few tools: its name says less than a path does.
      selectivity: chain === 'action.tool.name' ? 3 : isOpenSet ? 4 : chain.endsWith('marks[]') ? 3 : 1,
      postings: literals.map((key) => ({ by: 'value', list: chain, key })),
    },
  ];
};

const findMethod = (name: string, receiver: ASTNode, args: readonly ASTNode[], scope: Scope): Found => {
  const lowered = loweredIn(receiver);
  const subject = resolve(lowered ?? receiver, scope);
  if (subject === undefined || (lowered !== undefined && name !== 'like')) return [];
  if (name === 'exists' && subject.type.kind === 'list') {
    const [variable, predicate] = args;
    if (variable?.op !== 'id' || predicate === undefined) return [];
    const inner = new Map(scope).set(variable.args, { chain: `${subject.chain}[]`, type: subject.type.of });
    return find(predicate, inner);
  }
  const literals = args.flatMap(literalsOf).map(String);
  if (literals.length !== args.length) return [];
  if (subject.type.kind === 'string' && name === 'like')
    return allOf(
      literals,
      (literal) =>
        textPosting(lowered === undefined ? gramOfText(literal) : gramOfLowered(literal), subject.chain),
      5,
    );
  if (subject.type.kind !== 'object') return [];
  switch (`${subject.type.type.name}.${name}`) {
    case 'Path.under':
    case 'Path.touches':
    case 'Path.covers':
    case 'Action.reads':
    case 'Action.writes':
    case 'Action.deletes':
    case 'Action.executes':
      return allOf(literals, anchorPosting, 4);
    case 'Path.like':
      return allOf(literals, patternPosting, 4);
    case 'Host.inDomain':
      return allOf(literals, (key) => ({ by: 'domain', key }), 4);
    case 'Program.runs':
      return allOf(literals.slice(0, 1), (key) => ({ by: 'value', list: `${subject.chain}.name`, key }), 4);
    case 'Program.has':
      return allOf(literals, (key) => ({ by: 'value', list: `${subject.chain}.flags[]`, key }), 2);
    case 'Action.causes':
      return allOf(literals, (key) => ({ by: 'value', list: `${subject.chain}.effects[]`, key }), 1);
    case 'Action.carries':
    case 'Action.returns':
      return allOf(literals, (literal) => detectorPosting(literal, `${subject.chain}.findings[]`), 4);
    case 'Facts.carries':
      return allOf(literals, (literal) => detectorPosting(literal, `${subject.chain}.carried[]`), 4);
    case 'Session.has':
      return allOf(literals, (key) => ({ by: 'value', list: `${subject.chain}.labels[]`, key }), 1);
    default:
      return [];
  }
};

const allOf = (
  literals: readonly string[],
  toPosting: (literal: string) => Posting | undefined,
  selectivity: number,
): Found => {
  const postings: Posting[] = [];
  for (const literal of literals) {
    const posting = toPosting(literal);
    if (posting === undefined) return [];
    postings.push(posting);
  }
  return postings.length === 0 ? [] : [{ postings, selectivity }];
};

/** `pii:card-*` is filed under its detector. */
const detectorPosting = (literal: string, list: string): Posting => ({
  by: 'value',
  list: `${list}.detector`,
  key: literal.split(':')[0] ?? literal,
});

const anchorPosting = (literal: string): Posting | undefined => {
  const anchor = parseAnchor(literal);
  return typeof anchor === 'string' || anchor.segments.length === 0 ? undefined : { by: 'path', anchor };
};

const WILD = /[*?[\]{}\\@+!]/u;

/** `text` in `text.lowerAscii()`. */
const loweredIn = (node: ASTNode): ASTNode | undefined =>
  node.op === 'rcall' && node.args[0] === 'lowerAscii' ? node.args[1] : undefined;

const textPosting = (gram: string | undefined, list: string): Posting | undefined => {
  if (gram === undefined || list === PATH_EXTENSION) return undefined;
  // A name is a part of its path.
  return list === PATH_NAME ? { by: 'path-gram', gram } : { by: 'gram', list, gram };
};

/**
 * A pattern is filed under its segments before the first wildcard, under its plain last segment, under another plain
 * one, or under what is plain in one of them.
 */
const patternPosting = (literal: string): Posting | undefined => {
  const pattern = parsePattern(literal);
  if (typeof pattern === 'string') return undefined;
  const firstWild = pattern.texts.findIndex((text) => WILD.test(text));
  const segments = firstWild < 0 ? pattern.texts : pattern.texts.slice(0, firstWild);
  if (pattern.base !== 'anywhere' && segments.length > 0)
    return { by: 'path', anchor: { base: pattern.base, segments } };
  const last = pattern.texts.at(-1);
  if (last === undefined) return undefined;
  if (!WILD.test(last)) return { by: 'path-name', key: last };
  const plain = pattern.texts.filter((text) => !WILD.test(text));
  const [key] = plain.toSorted((left, right) => right.length - left.length);
  if (key !== undefined) return { by: 'path-segment', key };
  const [gram] = pattern.texts.flatMap((text) => gramOfSegment(text) ?? []);
  return gram === undefined ? undefined : { by: 'path-gram', gram };
};
