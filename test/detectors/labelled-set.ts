import type { Detection } from '@sallyport/detectors';
import type { Question } from './ask.ts';

/** One thing that should be found, or one text in which nothing should. */
export type LabelledCase = {
  readonly id: string;
  readonly question: Question;
  readonly isPositive: boolean;
  /** What kind of case it is, for the breakdown: a country, a carrier, a language. */
  readonly category: string;
  /** Whether these findings find it (a positive) or alarm without need (a negative). */
  readonly counts: (found: readonly Detection[]) => boolean;
};

/** What CI holds: floors of recall and precision, a ceiling of false alarms. Measured figures with a margin. */
export type Bounds = { readonly recall?: number; readonly precision?: number; readonly alarms?: number };

export type LabelledSet = {
  readonly name: string;
  /** One line: what it is, and why no detector was made from it. */
  readonly about: string;
  readonly cases: () => readonly LabelledCase[];
  readonly bounds: Bounds;
};

/** Any finding of one of these detectors, at either level. */
export const anyOf =
  (...detectors: readonly Detection['detector'][]) =>
  (found: readonly Detection[]): boolean =>
    found.some(({ detector }) => detectors.includes(detector));

/** A finding of the detector that touches the place; a text without a place counts as found when anything in it is. */
export const touching =
  (detector: Detection['detector'], start: number, end: number) =>
  (found: readonly Detection[]): boolean =>
    found.some((one) => one.detector === detector && one.start < end && start < one.end);
