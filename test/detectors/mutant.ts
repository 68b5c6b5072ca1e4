import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brokenBounds, scoreSets } from './score-sets.ts';
import { SETS } from './sets.ts';

/** One deliberate break of a detector. The measured sets prove their own teeth by noticing each. */
export type Mutant = {
  readonly name: string;
  /** The product's file, from the top of the repository. */
  readonly file: string;
  /** Must stand in the file exactly once; when it no longer does, the mutant is stale and has to be written anew. */
  readonly find: string;
  readonly replace: string;
  /** The sets of which at least one bound must no longer hold. */
  readonly turnsRed: readonly string[];
};

const REPOSITORY = join(import.meta.dirname, '..', '..');
const MUTANTS = join(import.meta.dirname, 'mutants');

export const readMutants = (): readonly Mutant[] =>
  readdirSync(MUTANTS)
    .toSorted()
    .map((name) => ({
      // Committed beside this file; one with a wrong field is stale or turns nothing red, and both fail.
      ...(JSON.parse(readFileSync(join(MUTANTS, name), 'utf8')) as Omit<Mutant, 'name'>),
      name: basename(name, '.json'),
    }));

export type MutantOutcome =
  | { readonly kind: 'stale'; readonly why: string }
  | { readonly kind: 'judged'; readonly red: ReadonlyMap<string, readonly string[]> };

/** Measures the sets that the mutant names with a broken copy of its file in the product's place. */
export async function judgeMutant({ file, find, replace, turnsRed }: Mutant): Promise<MutantOutcome> {
  const parts = readFileSync(join(REPOSITORY, file), 'utf8').split(find);
  if (parts.length !== 2)
    return { kind: 'stale', why: `\`find\` stands ${parts.length - 1} times in \`${file}\`` };
  const sets = SETS.filter(({ name }) => turnsRed.includes(name));
  const unknown = turnsRed.filter((name) => !sets.some((set) => set.name === name));
  if (unknown.length > 0) return { kind: 'stale', why: `there is no set \`${unknown.join('`, `')}\`` };
  const scores = await scoreSets(sets, { file, content: parts.join(replace) });
  return { kind: 'judged', red: new Map(scores.map((score) => [score.set.name, brokenBounds(score)])) };
}
