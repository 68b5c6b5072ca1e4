/** What is wrong with a policy source, as a sentence that says what to do next. */
export interface Problem {
  readonly source: string;
  readonly line?: number;
  readonly message: string;
}

export const formatProblem = (problem: Problem): string =>
  `${problem.source}${problem.line === undefined ? '' : `:${problem.line}`}: ${problem.message}`;
