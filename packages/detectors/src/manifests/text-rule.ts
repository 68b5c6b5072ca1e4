import type { Detection } from '../detection.ts';
import type { FindingLevel } from './component-report.ts';

/** What stands beside every rule of one subject: why it matters, what to do, where to read on. */
export type Subject = {
  readonly detector?: Detection['detector'];
  /** One plain sentence each, for the person who has to decide. */
  readonly why: string;
  readonly fix: string;
  readonly refs: readonly string[];
};

type Cases = readonly [string, ...string[]];

/** What every pattern over text has. `finds` and `leaves` are its proof: a pattern without both does not compile. */
export type TextPattern = {
  readonly id: string;
  /** Small letters. The pattern is tried only around these words, so one of them must be near every match. */
  readonly words: readonly [string, ...string[]];
  /** Bounded repeats only: a match may not need more than `reach` units. */
  readonly pattern: RegExp;
  /** How far around a word to look; 240 where nothing is said. */
  readonly reach?: number;
  readonly finds: Cases;
  readonly leaves: Cases;
};

export type TextRule = TextPattern & {
  readonly subject: Subject;
  readonly title: string;
  readonly level: FindingLevel;
  /**
   * A text that warns of the thing ("never pipe curl into a shell") is no more than a note. `before`: where the wording
   * found forbids something itself, only what stands before it can warn.
   */
  readonly mayBeSpokenOf?: true | 'before';
};

/** Something a file can do. By itself it is no finding; together with others, or against the declared purpose, it is. */
export type Ability =
  | 'reads-credentials'
  | 'reads-environment'
  | 'reads-secret-variable'
  | 'sends'
  | 'fetches'
  | 'opens-socket'
  | 'runs-programs'
  | 'runs-text'
  | 'decodes'
  | 'starts-itself'
  | 'deletes'
  | 'collects-facts'
  | 'destroys-data'
  | 'walks-home'
  | 'names-receiver'
  | 'reads-private-stores';

export type AbilitySign = TextPattern & { readonly ability: Ability };
