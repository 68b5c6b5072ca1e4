import { ToolUseId, type Action, type Origin, type ToolUse } from '@sallyport/action-model';
import { actionsOfDrafts } from '../actions/actions-of-drafts.ts';
import { pluginOf } from '../hooks/hook-origin.ts';
import type { ToolPlace } from '../tools/tool-reader.ts';
import { answersIn } from './answers-in.ts';
import type { McpContext } from './mcp-context.ts';
import { HOUSEKEEPING, METHODS, unknownMethod, type MethodReading } from './mcp-methods.ts';
import type { McpAsk } from './mcp-reading.ts';

/*
 * What one side asks of the other, as actions. This file owns that nothing that is asked goes on undecided: a method
 * with a reader is what its reader says, a housekeeping method passes, every other one is a call of `unknownMethod`.
 * It must never decide. A new method is a line in `mcp-methods.ts`.
 */

export type McpCallReading =
  | {
      readonly kind: 'actions';
      readonly actions: readonly Action[];
      /** As the hook calls it: `mcp__server__tool`; of other methods a name that no tool has. */
      readonly toolName: string;
      /** What was judged; of a tool's call its arguments. */
      readonly toolInput: unknown;
      readonly toolUseId?: ToolUseId;
    }
  /** Nothing to decide: it goes on as it was read. */
  | { readonly kind: 'passes' }
  | { readonly kind: 'unreadable'; readonly why: string; readonly toolName?: string };

export const readMcpCall = (ask: McpAsk, context: McpContext): McpCallReading => {
  const place = placeOf(context);
  const answers = answersIn(ask.params, context, place);
  if ('unreadable' in answers) return { kind: 'unreadable', why: answers.unreadable };
  const reading = readMethod(ask, context, place);
  if (reading === undefined && answers.drafts.length === 0) return { kind: 'passes' };
  if (reading !== undefined && 'unreadable' in reading)
    return {
      kind: 'unreadable',
      why: reading.unreadable,
      ...(reading.toolName !== undefined && { toolName: reading.toolName }),
    };
  const use = reading?.use ?? answers.use;
  const drafts = [...(reading?.drafts ?? []), ...answers.drafts];
  if (drafts.length === 0) return { kind: 'passes' };
  const input = reading === undefined ? answers.input : reading.input;
  const toolUseId = toolUseIdOf(ask);
  const origin = originOf(context, use, toolUseId);
  const actions = actionsOfDrafts(drafts, input, origin, use, context);
  return actions === undefined
    ? { kind: 'unreadable', why: 'nested too deep', toolName: use.name }
    : {
        kind: 'actions',
        actions,
        toolName: use.name,
        toolInput: input,
        ...(toolUseId !== undefined && { toolUseId }),
      };
};

/** Undefined for housekeeping. */
const readMethod = (
  { method, params }: McpAsk,
  { server, from }: McpContext,
  place: ToolPlace,
): MethodReading | undefined => {
  const reader = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (reader?.from === from) return reader.read(params, server, place);
  const isHousekeeping = Object.hasOwn(HOUSEKEEPING, method) && HOUSEKEEPING[method]?.includes(from) === true;
  return isHousekeeping ? undefined : unknownMethod(method, params, server, place);
};

/** Client-verified: both versions of the client send the id of the call that their hooks show. A claim. */
const TOOL_USE_META = 'claudecode/toolUseId';

export const toolUseIdOf = ({ params }: McpAsk): ToolUseId | undefined => {
  const meta = params['_meta'];
  if (typeof meta !== 'object' || meta === null || !Object.hasOwn(meta, TOOL_USE_META)) return undefined;
  return ToolUseId.safeParse(Object.entries(meta).find(([name]) => name === TOOL_USE_META)?.[1]).data;
};

const pluginIn = (use: ToolUse): Pick<Origin, 'plugin'> => {
  const plugin = pluginOf(use)?.slice(0, 200);
  return plugin === undefined ? {} : { plugin };
};

/** Without a folder a relative path is nobody's: it is read from the top, where nothing is anyone's own. */
export const placeOf = ({ origin }: McpContext): ToolPlace => ({
  home: origin.home ?? '/',
  cwd: origin.cwd ?? origin.workspace ?? origin.home ?? '/',
});

export const originOf = (
  { origin, server }: McpContext,
  use: ToolUse,
  toolUseId: ToolUseId | undefined,
): Origin => ({
  ...origin,
  surface: 'mcp',
  mcpServer: server.name.slice(0, 200),
  ...pluginIn(use),
  ...(toolUseId !== undefined && { toolUseId }),
});
