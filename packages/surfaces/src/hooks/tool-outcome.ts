import type { z } from 'zod';
import { canonicalJson } from '../actions/canonical-json.ts';
import type { HookContext } from './hook-context.ts';
import type { ToolEndPayload } from './hook-payload.ts';
import type { ToolOutcome } from './hook-reading.ts';
import { resultText } from '../results/result-text.ts';

/** UTF-8 length without an encoder, which this package has none of. */
const utf8Length = (text: string): number => {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    // A surrogate pair is two units and four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return bytes;
};

/** Undefined when the input is nested too deep to have a digest. */
export const toolOutcome = (
  end: z.infer<typeof ToolEndPayload>,
  outcome: ToolOutcome['outcome'],
  context: HookContext,
): ToolOutcome | undefined => {
  const input = canonicalJson(end.tool_input);
  if (input === undefined) return undefined;
  const response = end.tool_response ?? end.error;
  const result = resultText(end.tool_name, response);
  return {
    outcome,
    toolName: end.tool_name,
    ...(end.tool_use_id !== undefined && { toolUseId: end.tool_use_id }),
    input: end.tool_input,
    digest: context.digest(input),
    ...(end.duration_ms !== undefined && { durationMs: end.duration_ms }),
    resultBytes: utf8Length(result.text),
    result,
    response,
  };
};
