import type { ASTNode } from '@marcbachmann/cel-js';
import { chainOf } from './condition/presence.ts';
import { textTest } from './path/glob.ts';

/** As much of a tool as its name tells. `ANY_UNKNOWN` stands for those that nobody has named. */
export interface ToolAsKnown {
  readonly name: string;
  readonly isOnServer: boolean;
}
export const ANY_UNKNOWN: ToolAsKnown = { name: '', isOnServer: true };

/** The tools that a condition can hold for. */
export interface DemandedTools {
  /** Those that it names in full. */
  readonly names: readonly string[];
  readonly mayBe: (tool: ToolAsKnown) => boolean;
}

/** Read from its syntax; nothing when the condition leaves the tool open. May take in too many tools, never too few. */
export const demandedTools = (node: ASTNode): DemandedTools | undefined => {
  if (node.op === '&&') return bothOf(demandedTools(node.args[0]), demandedTools(node.args[1]));
  if (node.op === '||') {
    const [left, right] = node.args.map(demandedTools);
    if (left === undefined || right === undefined) return undefined;
    return {
      names: [...left.names, ...right.names],
      mayBe: (tool) => left.mayBe(tool) || right.mayBe(tool),
    };
  }
  if (node.op === '==' || node.op === 'in') {
    const [left, right] = node.args;
    const names = textsOf(right.op === 'list' ? right.args : [right]);
    return chainOf(left) === 'action.tool.name' && names !== undefined ? named(names) : undefined;
  }
  if (node.op === 'rcall' && node.args[0] === 'like' && chainOf(node.args[1]) === 'action.tool.name')
    return like(textsOf(node.args[2]) ?? ['*']);
  if (node.op === 'call' && node.args[0] === 'has' && node.args[1].some(isServer)) return ON_SERVERS;
  return undefined;
};

const bothOf = (
  left: DemandedTools | undefined,
  right: DemandedTools | undefined,
): DemandedTools | undefined =>
  left === undefined || right === undefined
    ? (left ?? right)
    : {
        names: [...left.names, ...right.names],
        mayBe: (tool) => left.mayBe(tool) && right.mayBe(tool),
      };

// A name in full is a row of its own in the table, so that a tool nobody named is not one of them.
const named = (names: readonly string[]): DemandedTools => ({
  names,
  mayBe: (tool) => tool !== ANY_UNKNOWN && names.includes(tool.name),
});

const like = (patterns: readonly string[]): DemandedTools => {
  const tests = patterns.map(textTest);
  return { names: [], mayBe: (tool) => tool === ANY_UNKNOWN || tests.some((test) => test(tool.name)) };
};

const ON_SERVERS: DemandedTools = { names: [], mayBe: ({ isOnServer }) => isOnServer };

const isServer = (node: ASTNode): boolean =>
  ['action.tool.server', 'action.tool.serverTool'].includes(chainOf(node) ?? '');

const textsOf = (nodes: readonly ASTNode[]): readonly string[] | undefined => {
  const texts = nodes.flatMap((node) =>
    node.op === 'value' && typeof node.args === 'string' ? [node.args] : [],
  );
  return texts.length === nodes.length ? texts : undefined;
};
