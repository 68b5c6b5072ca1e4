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

/**
 * `cases`: the guard was written against them. `unseen/mended`: written without knowing the guard, which was mended
 * against them later. `unseen/set-aside`: written at the same time and by the same hand, and mended against once its
 * figure stood. `unseen-2`: the same again with new cases; nobody mends against `unseen-2/set-aside`.
 */
export type CaseSet =
  'cases' | 'unseen/mended' | 'unseen/set-aside' | 'unseen-2/mended' | 'unseen-2/set-aside';

type Line = Omit<OracleCase, 'family' | 'needs' | 'sink'> & Partial<Pick<OracleCase, 'needs' | 'sink'>>;

/** Every case of `SET/*.jsonl`. */
export function readCases(set: CaseSet): readonly OracleCase[] {
  const folder = join(import.meta.dirname, set);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          // No schema: each is run, and one with a wrong or missing field does no harm, which fails.
          const one = JSON.parse(line) as Line;
          return { needs: [], sink: false, ...one, family: name.slice(0, -'.jsonl'.length) };
        }),
    );
}
