import { detect, type Detection, type TextRole } from '@sallyport/detectors';
import { z } from 'zod';
import type { BadLine } from './answer-lines.ts';
import { elapsedMs } from './elapsed.ts';

export const TEXT_ROLES = [
  'tool-result',
  'prompt',
  'file',
  'manifest',
  'command',
] as const satisfies TextRole[];

/** One answer of `detect`; `truncated` names what was not looked at to the end and is left out when that is nothing. */
export type DetectAnswer = {
  id?: string | number;
  findings: readonly Detection[];
  truncated?: readonly string[];
  ms: number;
};

const Id = z.union([z.string(), z.number()]);
const DetectLine = z.object({
  id: Id.optional(),
  text: z.string(),
  role: z.enum(TEXT_ROLES).optional(),
});

/** Answers one line of a batch. `role` stands in for a line that names none. */
export function detectLine(line: string, role: TextRole): DetectAnswer | BadLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { error: { message: 'the line is not JSON' } };
  }
  const read = DetectLine.safeParse(value);
  if (!read.success) return { ...idOf(value), error: { message: explain(read.error) } };
  const id = read.data.id === undefined ? {} : { id: read.data.id };
  try {
    return { ...id, ...answerText(read.data.text, read.data.role ?? role) };
  } catch (error) {
    // One line that breaks us must not cost the answers to the others.
    return { ...id, error: { message: `this text could not be looked at: ${String(error)}` } };
  }
}

export function answerText(text: string, role: TextRole): DetectAnswer {
  const startedAt = performance.now();
  const { found, truncated } = detect({ text, role });
  const findings = found.map((one) => ({
    detector: one.detector,
    rule: one.rule,
    level: one.level,
    start: one.start,
    end: one.end,
    confidence: one.confidence,
  }));
  return { findings, ...(truncated.length === 0 ? {} : { truncated }), ms: elapsedMs(startedAt) };
}

const idOf = (value: unknown): { id?: string | number } => {
  const read = z.object({ id: Id }).safeParse(value);
  return read.success ? { id: read.data.id } : {};
};

const explain = ({ issues }: z.ZodError): string => {
  const [first] = issues;
  const field = first?.path.join('.') ?? '';
  return field === ''
    ? 'the line is not an object with `text`'
    : `\`${field}\` is not as expected: ${(first?.message ?? '').toLowerCase()}`;
};
