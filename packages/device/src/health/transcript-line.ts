import { objectOf, parseObject } from './read-bounded.ts';

/** What one line of a transcript says about its session. */
export interface TranscriptLine {
  readonly session: string;
  readonly at: string;
  readonly cwd: string | undefined;
  readonly version: string | undefined;
  /** What this line asks the client to do. */
  readonly toolUses: readonly { readonly id: string | undefined; readonly name: string }[];
}

const shortText = (value: unknown, maxLength: number): string | undefined =>
  typeof value === 'string' && value.length > 0 && value.length <= maxLength ? value : undefined;

const toolUsesOf = (message: unknown): TranscriptLine['toolUses'] => {
  const { content } = objectOf(message);
  if (!Array.isArray(content)) return [];
  return content.slice(0, 1000).flatMap((block: unknown) => {
    const { type, id, name } = objectOf(block);
    return type === 'tool_use' ? [{ id: shortText(id, 200), name: shortText(name, 300) ?? 'unknown' }] : [];
  });
};

/** `changedAt` is the file's: a line cannot be from later than that, whatever it says. */
export const readTranscriptLine = (text: string, changedAt: Date): TranscriptLine | undefined => {
  // Most lines without a time are bookkeeping; parsing them is not worth it.
  if (!text.includes('"timestamp"')) return undefined;
  const line = parseObject(text);
  const session = shortText(line['sessionId'], 200);
  const time = Date.parse(shortText(line['timestamp'], 64) ?? '');
  if (session === undefined || !Number.isFinite(time)) return undefined;
  return {
    session,
    at: new Date(Math.min(time, changedAt.getTime())).toISOString(),
    cwd: shortText(line['cwd'], 4096),
    version: shortText(line['version'], 64),
    toolUses: line['type'] === 'assistant' ? toolUsesOf(line['message']) : [],
  };
};
