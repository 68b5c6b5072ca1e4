import { z } from 'zod';
import { type ActionDraft } from '../actions/action-draft.ts';
import { toolCallOf } from './mcp-arguments.ts';
import { toolReader, type ToolReader } from './tool-reader.ts';

/** A resource comes from the server that is named; where its URI names a file or a machine, that is kept. */
const resourceTool = toolReader(
  ['tool.call'],
  z.looseObject({ server: z.string().max(300).optional(), uri: z.string().max(8192).optional() }),
  (input, place): readonly ActionDraft[] => [toolCallOf(input, place)],
);

export const mcpResourceTools: Readonly<Record<string, ToolReader>> = {
  ListMcpResourcesTool: resourceTool,
  ReadMcpResourceTool: resourceTool,
  ReadMcpResourceDirTool: resourceTool,
};
