import type { ActionKind, ToolUse } from '@sallyport/action-model';
import type { ActionDraft } from '../actions/action-draft.ts';
import type { ToolPayload } from './tool-payload.ts';
import { agentTools } from './agent-tools.ts';
import { browserTools } from './browser-tools.ts';
import { computerUseTools } from './computer-use-tools.ts';
import { coworkTools } from './cowork-tools.ts';
import { fileTools } from './file-tools.ts';
import { KNOWN_MCP_KINDS, knownMcpDrafts } from './known-mcp-tools.ts';
import { toolCallOf } from './mcp-arguments.ts';
import { mcpResourceTools } from './mcp-resource-tools.ts';
import { scheduleTools } from './schedule-tools.ts';
import { sessionTools } from './session-tools.ts';
import { shellTools } from './shell-tools.ts';
import type { ToolPlace, ToolReader } from './tool-reader.ts';
import { webTools } from './web-tools.ts';

const table: Readonly<Record<string, ToolReader>> = {
  ...shellTools,
  ...fileTools,
  ...webTools,
  ...agentTools,
  ...scheduleTools,
  ...sessionTools,
  ...mcpResourceTools,
  ...coworkTools,
  ...browserTools,
  ...computerUseTools,
};

/** What calls of a tool can become. `mcp__*` stands for every MCP tool that has no line of its own. */
export const TOOL_KINDS: Readonly<Record<string, readonly ActionKind[]>> = {
  ...Object.fromEntries(Object.entries(table).map(([name, { kinds }]) => [name, kinds])),
  'mcp__*': ['tool.call', ...KNOWN_MCP_KINDS],
};

const readerOf = (name: string): ToolReader | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** The name's own claim; the payload's `mcp_server` is better where a client sends it. */
const mcpPartsOf = (tool: ToolPayload): { server: string; serverTool: string } | undefined => {
  if (!tool.tool_name.startsWith('mcp__')) return undefined;
  const rest = tool.tool_name.slice('mcp__'.length);
  const separator = rest.indexOf('__');
  if (separator < 0) return { server: tool.mcp_server?.name ?? rest, serverTool: '' };
  return { server: tool.mcp_server?.name ?? rest.slice(0, separator), serverTool: rest.slice(separator + 2) };
};

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const BUILT_IN_SERVERS = new Set([
  'workspace',
  'cowork',
  'skills',
  'plugins',
  'visualize',
  'ccd_session',
  'ide',
]);

const provenanceOf = (server: string, source: string | undefined): ToolUse['provenance'] => {
  if (/^claude[-_ ]in[-_ ]chrome$|^claude[-_ ](?:preview|browser)$/i.test(server)) return 'browser';
  if (server === 'computer-use') return 'screen';
  if (BUILT_IN_SERVERS.has(server)) return 'built-in';
  if (server.startsWith('plugin_') || server.startsWith('plugin:')) return 'plugin';
  if (server.startsWith('claude_ai_') || source === 'claudeai' || UUID.test(server)) return 'connector';
  return 'mcp-server';
};

/** A tool of a server, by the client's name and the server's own. */
export const mcpToolUse = (tool: {
  readonly name: string;
  readonly server: string;
  readonly serverTool: string;
  readonly source?: string | undefined;
}): ToolUse => ({
  name: tool.name,
  server: tool.server,
  serverTool: tool.serverTool,
  provenance: provenanceOf(tool.server, tool.source),
  known: readerOf(tool.name) !== undefined,
});

export const toolUseOf = (tool: ToolPayload): ToolUse => {
  const name = tool.tool_name;
  const known = readerOf(name) !== undefined;
  const parts = mcpPartsOf(tool);
  return parts
    ? mcpToolUse({ name, ...parts, source: tool.mcp_server?.source })
    : { name, provenance: known ? 'built-in' : 'unknown', known };
};

/** Every call becomes at least one action; a tool without a reader becomes a `tool.call`. */
export const readTool = (
  tool: ToolPayload,
  use: ToolUse,
  place: ToolPlace,
): { readonly drafts: readonly ActionDraft[] } | { readonly unreadable: string } => {
  const reader = readerOf(tool.tool_name);
  const reading = reader?.read(tool.tool_input, place);
  // A batch of nothing is a call all the same: somebody has to decide it.
  if (reading !== undefined && !('drafts' in reading && reading.drafts.length === 0)) return reading;
  const call = toolCallOf(tool.tool_input, place, use.provenance === 'connector' ? ['external'] : []);
  return { drafts: [call, ...knownMcpDrafts(use.serverTool ?? '', tool.tool_input, place)] };
};
