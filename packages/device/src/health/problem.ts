import type { Snapshot } from './snapshot.ts';

/** What fills the `{name}` places of a problem's text and fix. */
export type Detail = Readonly<Record<string, string>>;

/**
 * One thing that can be wrong, declared once. `find` answers with one detail for each place where it is wrong. A
 * problem stays quiet while one that it depends on is there: a person is shown the cause, not its consequences.
 */
export interface ProblemDeclaration<Code extends string = string> {
  readonly code: Code;
  readonly title: string;
  readonly severity: 'error' | 'warning';
  /** Codes of causes. */
  readonly dependsOn: readonly string[];
  readonly text: string;
  /** What to do next: a command, or one sentence. */
  readonly fix: string;
  readonly find: (snapshot: Snapshot) => readonly Detail[];
}

/** Keeps the code's own name in the type, so that the list of all codes is known to the compiler. */
export const declare = <const Code extends string>(
  declaration: ProblemDeclaration<Code>,
): ProblemDeclaration<Code> => declaration;

/** One detail, or none. */
export const when = (condition: boolean, detail: Detail = {}): readonly Detail[] =>
  condition ? [detail] : [];

// Names and paths come from files that anybody can write, and go to a terminal.
// oxlint-disable-next-line no-control-regex -- control characters are what this removes
const UNPRINTABLE = /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;
const MAX_VALUE_CHARACTERS = 500;

export const filled = (template: string, detail: Detail): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    (detail[name] ?? '').slice(0, MAX_VALUE_CHARACTERS).replaceAll(UNPRINTABLE, '\uFFFD'),
  );
