import type { Detection } from '../detection.ts';

/** What an instruction in read text does; the name a policy and a person see. */
export type InjectionKind =
  | 'ignores-instructions'
  | 'fake-turn'
  | 'fake-user'
  | 'planted-task'
  | 'hides-from-user'
  | 'changes-role'
  | 'asks-for-prompt'
  | 'steers-answer'
  | 'poisoned-tool'
  | 'hidden-instruction'
  | 'smuggled-text'
  | 'model-score';

/**
 * A wording that gives an attempt away. It is tried on a few sentences at a time, never on a whole text, and only where
 * the words stand that it waits for; every gap in a pattern is bounded, so its work is too.
 */
export interface InjectionRule {
  readonly kind: InjectionKind;
  readonly level: Detection['level'];
  readonly confidence: number;
  /** Bits of which the first sentence has one at least. */
  readonly from: number;
  /** Bits that the sentences together have all. */
  readonly needs: number;
  readonly pattern: RegExp;
  /** A text in which it is found, and one in which it must not be: a rule without them does not compile. */
  readonly finds: readonly [string, ...string[]];
  readonly leaves: readonly [string, ...string[]];
}

/** A wording or a score that was met; offsets are those of the view. */
export interface Sighting {
  readonly kind: InjectionKind;
  readonly level: Detection['level'];
  readonly confidence: number;
  readonly start: number;
  readonly end: number;
}
