import type { Detection } from '../detection.ts';
import type { FindingLevel } from './component-report.ts';
import type { Subject } from './text-rule.ts';

/** A finding in one text, before it is known in which file and line it stands. */
export type Raised = {
  readonly rule: string;
  readonly detector: Detection['detector'];
  readonly level: FindingLevel;
  readonly start: number;
  readonly end: number;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly refs: readonly string[];
};

export const raise = (
  rule: string,
  level: FindingLevel,
  subject: Subject,
  title: string,
  { start, end }: { readonly start: number; readonly end: number },
): Raised => ({
  rule,
  level,
  title,
  start,
  end,
  detector: subject.detector ?? 'manifest',
  why: subject.why,
  fix: subject.fix,
  refs: subject.refs,
});
