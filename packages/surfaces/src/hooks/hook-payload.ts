import { SessionId } from '@sallyport/action-model';
import { z } from 'zod';
import { ToolPayload } from '../tools/tool-payload.ts';

/**
 * What is used of a payload, strictly; unknown fields pass, for every client version adds some. A field that a
 * decision stands on is bounded by refusing, never by cutting.
 */
export const CommonPayload = z.object({
  hook_event_name: z.string().min(1).max(100),
  session_id: SessionId.optional(),
  prompt_id: z.string().max(200).optional(),
  cwd: z.string().max(4096).optional(),
  permission_mode: z.string().max(100).optional(),
  agent_id: z.string().max(200).optional(),
  agent_type: z.string().max(200).optional(),
});
export type CommonPayload = z.infer<typeof CommonPayload>;

export const ToolEndPayload = ToolPayload.extend({
  tool_response: z.unknown().optional(),
  error: z.string().optional(),
  duration_ms: z.number().min(0).optional(),
});

export const ToolBatchPayload = z.object({ tool_calls: z.array(ToolEndPayload).max(1000) });

export const PromptPayload = z.object({ prompt: z.string() });

export const ExpansionPayload = z.object({
  expansion_type: z.string().max(100).optional(),
  command_name: z.string().min(1).max(300),
  command_args: z.string().optional(),
  command_source: z.string().max(300).optional(),
  prompt: z.string().optional(),
});

export const ConfigChangePayload = z.object({
  source: z.string().min(1).max(300),
  file_path: z.string().max(8192).optional(),
});

export const ModelSwitchPayload = z.object({
  from_model: z.string().max(200).optional(),
  to_model: z.string().max(200).optional(),
});

export const DirectoryAddedPayload = z.object({ directory: z.string().min(1).max(8192) });

export const TaskPayload = z.object({
  task_id: z.string().max(200).optional(),
  task_subject: z.string(),
  task_description: z.string().optional(),
});

export const ElicitationPayload = z.object({
  mcp_server_name: z.string().min(1).max(300),
  message: z.string().optional(),
  url: z.string().max(8192).optional(),
});

export const ElicitationResultPayload = z.object({
  mcp_server_name: z.string().min(1).max(300),
  action: z.string().max(100).optional(),
  content: z.unknown().optional(),
});
