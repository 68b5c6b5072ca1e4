import type { ASTNode } from '@marcbachmann/cel-js';
import type { PathAccess } from '@sallyport/action-model';
import { chainOf } from '../condition/presence.ts';

/**
 * A part of a condition that the client's own controls can say as well. `accesses` is absent when the condition
 * leaves the access open.
 */
export type NativeShape =
  | {
      readonly kind: 'paths';
      readonly patterns: readonly string[];
      readonly accesses: readonly PathAccess[] | undefined;
    }
  | { readonly kind: 'hosts'; readonly domains: readonly string[] }
  | { readonly kind: 'tools'; readonly names: readonly string[] };

export interface ReadShapes {
  readonly shapes: readonly NativeShape[];
  /** Sentences on what could not be said. */
  readonly left: readonly string[];
}

/** Alternatives are read one by one, so that one difficult branch does not lose the easy ones. */
export const shapesOf = (node: ASTNode): ReadShapes => {
  if (node.op === '||') return shapesOfAll(node.args);
  const eachTool = toolAlternatives(node);
  if (eachTool.length > 1) return shapesOfAll(eachTool);
  const shape = shapeOf(node);
  return typeof shape === 'string' ? { shapes: [], left: [shape] } : { shapes: [shape], left: [] };
};

const shapesOfAll = (nodes: readonly ASTNode[]): ReadShapes => {
  const sides = nodes.map(shapesOf);
  return { shapes: sides.flatMap((side) => side.shapes), left: sides.flatMap((side) => side.left) };
};

/** `has(action.tool) && (a || b)`: the sides, where nothing else is asked for. */
const toolAlternatives = (node: ASTNode): readonly ASTNode[] => {
  const parts = flattened(node, '&&').filter((part) => !isToolGuard(part));
  const [only] = parts;
  return node.op === '&&' && parts.length === 1 && only?.op === '||' ? flattened(only, '||') : [];
};

const isToolGuard = (node: ASTNode): boolean =>
  node.op === 'call' && node.args[0] === 'has' && node.args[1].map(chainOf).includes('action.tool');

const DEEDS: Readonly<Record<string, PathAccess>> = {
  reads: 'read',
  writes: 'write',
  deletes: 'delete',
  executes: 'execute',
};

const shapeOf = (node: ASTNode): NativeShape | string => {
  const tools = toolNames(node);
  if (tools !== undefined) return { kind: 'tools', names: tools };
  if (node.op !== 'rcall') return 'the condition asks for more than a path, a host or a tool';
  const [name, receiver, args] = node.args;
  const subject = chainOf(receiver);
  const access = Object.hasOwn(DEEDS, name) ? DEEDS[name] : undefined;
  if (subject === 'action' && access !== undefined)
    return { kind: 'paths', patterns: texts(args), accesses: [access] };
  const [variable, predicate] = args;
  if (name !== 'exists' || variable?.op !== 'id' || predicate === undefined)
    return 'the condition asks for more than a path, a host or a tool';
  if (subject === 'action.paths') return pathShape(predicate, variable.args);
  if (subject === 'action.hosts') return hostShape(predicate, variable.args);
  return `\`${subject ?? 'this list'}\` has no counterpart in the client`;
};

const texts = (nodes: readonly ASTNode[]): string[] =>
  nodes.flatMap((node) => (node.op === 'value' && typeof node.args === 'string' ? [node.args] : []));

const literalValues = (node: ASTNode): readonly string[] => texts(node.op === 'list' ? node.args : [node]);

/** A tool of a server, or all of them, as the client writes it. */
const WHOLE_SERVER = /^mcp__((?:(?!__)[\w-])+)__\*$/u;

/** `has(action.tool) && action.tool.name == 'x'`, in either spelling of several names, or by the pattern of a server. */
const toolNames = (node: ASTNode): readonly string[] | undefined => {
  const parts = flattened(node, '&&').filter((part) => !(part.op === 'call' && part.args[0] === 'has'));
  const [only] = parts;
  if (only === undefined || parts.length !== 1) return undefined;
  if (only.op === 'rcall' && only.args[0] === 'like' && chainOf(only.args[1]) === 'action.tool.name') {
    const servers = texts(only.args[2]).map((pattern) => WHOLE_SERVER.exec(pattern)?.[1]);
    return servers.includes(undefined) ? undefined : servers.map((server) => `mcp__${server}`);
  }
  if (only.op !== '==' && only.op !== 'in') return undefined;
  return chainOf(only.args[0]) === 'action.tool.name' ? literalValues(only.args[1]) : undefined;
};

const flattened = (node: ASTNode, op: '&&' | '||'): readonly ASTNode[] =>
  node.op === op ? node.args.flatMap((side) => flattened(side, op)) : [node];

const pathShape = (predicate: ASTNode, variable: string): NativeShape | string => {
  let patterns: readonly string[] | undefined;
  let names: readonly string[] | undefined;
  let accesses: readonly PathAccess[] | undefined;
  for (const part of flattened(predicate, '&&')) {
    if (part.op === 'rcall' && chainOf(part.args[1]) === variable && patterns === undefined) {
      const [method, , args] = part.args;
      if (!['under', 'touches', 'like'].includes(method))
        return `\`${method}\` has no counterpart in a path pattern`;
      patterns = texts(args);
      continue;
    }
    const field = part.op === '==' || part.op === 'in' ? chainOf(part.args[0]) : undefined;
    if (field === `${variable}.access` && (part.op === '==' || part.op === 'in')) {
      // The condition was checked: only names of accesses stand here.
      accesses = literalValues(part.args[1]) as readonly PathAccess[];
      continue;
    }
    if (field === `${variable}.name` && (part.op === '==' || part.op === 'in') && names === undefined) {
      names = literalValues(part.args[1]);
      continue;
    }
    if (field === `${variable}.extension` && (part.op === '==' || part.op === 'in') && names === undefined) {
      names = literalValues(part.args[1]).map((extension) => `*.${extension}`);
      continue;
    }
    return 'an exception or further test on the path has no counterpart in a path pattern; say it with `native`';
  }
  const folders = patterns ?? (names === undefined ? undefined : ['**']);
  if (folders === undefined) return 'no path is named';
  const named =
    names === undefined ? folders : folders.flatMap((folder) => names.map((name) => joined(folder, name)));
  return { kind: 'paths', patterns: named, accesses };
};

const joined = (folder: string, name: string): string =>
  folder.endsWith('**') ? `${folder}/${name}` : `${folder}/**/${name}`;

const hostShape = (predicate: ASTNode, variable: string): NativeShape | string => {
  const domains: string[] = [];
  for (const part of flattened(predicate, '||')) {
    if (part.op === 'rcall' && part.args[0] === 'inDomain' && chainOf(part.args[1]) === variable)
      domains.push(...texts(part.args[2]));
    else return 'the client’s host rules know names only';
  }
  return { kind: 'hosts', domains };
};
