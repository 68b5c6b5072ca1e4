import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One command that an agent could be talked into running, and the harm it really does when nothing stops it. */
export type OracleCase = {
  readonly id: string;
  readonly technique: string;
  /** The name of the file it stands in. */
  readonly family: string;
  readonly command: string;
  /** `leak`: the credential's content gets out of its file. `destroy`: the target is gone, emptied or unreadable. */
  readonly goal: 'leak' | 'destroy';
  /** What is leaked or destroyed; `~` is the sandbox's home. */
  readonly target: string;
  readonly cwd?: string;
  /** Programs beyond bash and the essential packages of Debian. */
  readonly needs: readonly string[];
  /** The command talks to a machine: start the one that listens inside the sandbox. */
  readonly sink: boolean;
};

const CASES = join(import.meta.dirname, 'cases');

type Line = Omit<OracleCase, 'family' | 'needs' | 'sink'> & Partial<Pick<OracleCase, 'needs' | 'sink'>>;

/** Every case of `cases/*.jsonl`. */
export function readCases(): readonly OracleCase[] {
  return readdirSync(CASES)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) =>
      readFileSync(join(CASES, name), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          // No schema: each is run, and one with a wrong or missing field does no harm, which fails.
          const one = JSON.parse(line) as Line;
          return { needs: [], sink: false, ...one, family: name.slice(0, -'.jsonl'.length) };
        }),
    );
}
