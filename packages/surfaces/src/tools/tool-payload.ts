import { ToolUseId } from '@sallyport/action-model';
import { z } from 'zod';

/** One call of a tool, in the words of the client's hooks. */
export const ToolPayload = z.object({
  tool_name: z.string().min(1).max(300),
  tool_input: z.unknown().optional(),
  /** PermissionRequest has none. */
  tool_use_id: ToolUseId.optional(),
  mcp_server: z
    .object({ name: z.string().min(1).max(300), source: z.string().max(300).optional() })
    .optional(),
});
export type ToolPayload = z.infer<typeof ToolPayload>;

/** The first problem in words that name the field: ``` `tool_input.command`: expected string ```. */
export const problemOf = (error: z.ZodError): string => {
  const issue = error.issues[0];
  const field = issue?.path.join('.') ?? '';
  const message = (issue?.message ?? 'not as expected').replace(/^Invalid input: /, '');
  return field === '' ? message : `\`${field}\`: ${message}`;
};
