import {
  CarriedValue,
  Effect,
  Finding,
  type Action,
  type Facts,
  type SampleRole,
} from '@sallyport/action-model';
import { FILE_COMES_BACK, REDACTION_MARK } from '../finding-marks.ts';
import { textTest } from '../path/glob.ts';
import { hint } from '../suggest.ts';
import type { LiteralTest } from './literal-methods.ts';
import type { View } from './view.ts';

/** What `secret` or `pii:credit-*` means: a detector, and which of its rules. */
export interface ContentClass {
  readonly detector: string;
  readonly holds: (rule: string) => boolean;
}

// These say that a place was looked at, not that something stands there; who means them names them.
const MARKS: ReadonlySet<string> = new Set([REDACTION_MARK, FILE_COMES_BACK]);

const parseClass = (literal: string, detectors: readonly string[]): ContentClass | string => {
  const [detector = '', ...rest] = literal.split(':');
  if (!detectors.includes(detector)) return `unknown detector \`${detector}\`${hint(detector, detectors)}`;
  if (rest.length === 0) return { detector, holds: (rule) => !MARKS.has(rule) };
  return { detector, holds: textTest(rest.join(':')) };
};

const parseClasses = (
  literals: readonly string[],
  detectors: readonly string[],
): readonly ContentClass[] | string => {
  const classes: ContentClass[] = [];
  for (const literal of literals) {
    const parsed = parseClass(literal, detectors);
    if (typeof parsed === 'string') return parsed;
    classes.push(parsed);
  }
  return classes;
};

const isAny = (
  classes: readonly ContentClass[],
  { detector, rule }: { readonly detector: string; readonly rule: string },
): boolean => classes.some((each) => each.detector === detector && each.holds(rule));

// The type checker has proved the receiver's type before a test runs.
const actionOf = (receiver: unknown): Action => (receiver as View).raw as Action;

export const hasFindings =
  (isMeant: (role: SampleRole) => boolean) =>
  (literals: readonly string[]): LiteralTest | string => {
    const classes = parseClasses(literals, Finding.shape.detector.options);
    if (typeof classes === 'string') return classes;
    return (receiver) =>
      actionOf(receiver).findings.some((finding) => isMeant(finding.role) && isAny(classes, finding));
  };

export const carriesValues = (literals: readonly string[]): LiteralTest | string => {
  const classes = parseClasses(literals, CarriedValue.shape.detector.options);
  if (typeof classes === 'string') return classes;
  // As above; the receiver is `facts`.
  return (receiver) => ((receiver as View).raw as Facts).carried.some((value) => isAny(classes, value));
};

export const causes = (literals: readonly string[]): LiteralTest | string => {
  const wrong = literals.find((literal) => !Effect.safeParse(literal).success);
  if (wrong !== undefined) return `unknown effect \`${wrong}\`${hint(wrong, Effect.options)}`;
  return (receiver) => actionOf(receiver).effects.some((effect) => literals.includes(effect));
};
