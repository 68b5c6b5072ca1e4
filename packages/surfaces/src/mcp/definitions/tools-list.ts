import type { McpResponse } from '../mcp-reading.ts';

/** A tool as a server defines it; everything in it is the server's word. */
export type ToolDefinition = Readonly<Record<string, unknown>> & { readonly name: string };

export interface LeftOut {
  readonly name: string;
  readonly why: 'not-allowed' | 'twice' | 'no-definition';
}

export interface FilteredTools {
  /** The result with the tools that stay; every other field, the place of the next page too, as it came. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly kept: readonly ToolDefinition[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * A list of tools, with only those in it that may be used. One name twice is left out altogether: clients don't agree on
 * which of the two they show and which they check.
 */
export const filterToolsList = (
  result: Readonly<Record<string, unknown>>,
  mayUse: (tool: ToolDefinition) => boolean,
): FilteredTools => filterDefinitions(result, 'tools', mayUse);

/** The same of prompts. */
export const filterDefinitions = (
  result: Readonly<Record<string, unknown>>,
  member: 'tools' | 'prompts',
  mayUse: (definition: ToolDefinition) => boolean,
): FilteredTools => {
  const given = result[member];
  const tools: readonly unknown[] = Array.isArray(given) ? given : [];
  const count = new Map<string, number>();
  for (const tool of tools) if (isDefinition(tool)) count.set(tool.name, (count.get(tool.name) ?? 0) + 1);
  const kept: ToolDefinition[] = [];
  const leftOut: LeftOut[] = [];
  for (const tool of tools) {
    if (!isDefinition(tool)) leftOut.push({ name: '?', why: 'no-definition' });
    else if ((count.get(tool.name) ?? 0) > 1) leftOut.push({ name: tool.name, why: 'twice' });
    else if (mayUse(tool)) kept.push(tool);
    else leftOut.push({ name: tool.name, why: 'not-allowed' });
  }
  return { result: leftOut.length === 0 ? result : { ...result, [member]: kept }, kept, leftOut };
};

/** The answer to `tools/list` with another result in it. */
export const withResult = (response: McpResponse, result: Readonly<Record<string, unknown>>): unknown => ({
  // Read as a JSON object, or there were no reading of it.
  ...(response.message as Readonly<Record<string, unknown>>),
  result,
});

const isDefinition = (tool: unknown): tool is ToolDefinition =>
  typeof tool === 'object' &&
  tool !== null &&
  !Array.isArray(tool) &&
  'name' in tool &&
  typeof tool.name === 'string' &&
  tool.name !== '';
