import type { z } from 'zod';
import { sample } from './action-draft.ts';
import { canonicalJson } from './canonical-json.ts';
import type { HookContext } from './hook-context.ts';
import type { ToolEndPayload } from './hook-payload.ts';
import type { ToolOutcome } from './hook-reading.ts';

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

/** The strings of a result, without the shape around them: what a detector should look at. */
const textOf = (value: unknown, depth = 0): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || depth > 32) return '';
  return Object.values(value)
    .map((item) => textOf(item, depth + 1))
    .filter((text) => text !== '')
    .join('\n');
};

/** Undefined when the input is nested too deep to have a digest. */
export const toolOutcome = (
  end: z.infer<typeof ToolEndPayload>,
  outcome: ToolOutcome['outcome'],
  context: HookContext,
): ToolOutcome | undefined => {
  const input = canonicalJson(end.tool_input);
  if (input === undefined) return undefined;
  const text = textOf(end.tool_response ?? end.error);
  return {
    outcome,
    toolName: end.tool_name,
    ...(end.tool_use_id !== undefined && { toolUseId: end.tool_use_id }),
    digest: context.digest(input),
    ...(end.duration_ms !== undefined && { durationMs: end.duration_ms }),
    resultBytes: utf8Length(text),
    samples: sample('result', text),
  };
};
