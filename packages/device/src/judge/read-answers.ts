import { z } from 'zod';

const Answers = z.object({
  answers: z.array(
    z.object({ question: z.int().min(1), answer: z.enum(['yes', 'no']), why: z.string().optional() }),
  ),
});

export type JudgeAnswer = { readonly answer: 'yes' | 'no'; readonly why: string };

/**
 * One answer for each question, in their order; undefined unless there is exactly one for each. Two answers to one
 * question, or one to a question that nobody asked, come from a model that was led astray.
 */
export function readAnswers(value: unknown, questions: number): readonly JudgeAnswer[] | undefined {
  const parsed = Answers.safeParse(value);
  if (!parsed.success || parsed.data.answers.length !== questions) return undefined;
  const byNumber = new Map(parsed.data.answers.map((each) => [each.question, each]));
  const answers = Array.from({ length: questions }, (_, index) => byNumber.get(index + 1));
  return answers.every((each) => each !== undefined)
    ? answers.map(({ answer, why = '' }) => ({ answer, why: why.slice(0, 500) }))
    : undefined;
}
