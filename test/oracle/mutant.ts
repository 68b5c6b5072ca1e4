import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { judgeCases, knownMisses, type Judged } from './judge-cases.ts';
import type { OracleCase } from './oracle-case.ts';

/** One deliberate break of the guard. The suite proves its own teeth by noticing each. */
const Mutant = z.strictObject({
  /** The product's file, from the top of the repository. */
  file: z.string().regex(/^(?:packages|policies)\//),
  /** Must stand in the file exactly once; when it no longer does, the mutant is stale and has to be written anew. */
  find: z.string().min(1),
  replace: z.string(),
  /** The families that must have a case that now gets through. */
  turnsRed: z.array(z.string()).min(1),
});
export type Mutant = z.infer<typeof Mutant> & { readonly name: string };

const REPOSITORY = dirname(dirname(import.meta.dirname));
const MUTANTS = join(import.meta.dirname, 'mutants');

export const readMutants = (): readonly Mutant[] =>
  readdirSync(MUTANTS)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({
      ...Mutant.parse(JSON.parse(readFileSync(join(MUTANTS, name), 'utf8'))),
      name: basename(name, '.json'),
    }));

export type MutantOutcome =
  | { readonly kind: 'stale'; readonly why: string }
  | { readonly kind: 'judged'; readonly judged: Judged; readonly newlyMissed: readonly OracleCase[] };

/** Breaks a copy of the one file and asks the whole guard about every case with that copy in its place. */
export async function judgeMutant(mutant: Mutant, cases: readonly OracleCase[]): Promise<MutantOutcome> {
  const parts = readFileSync(join(REPOSITORY, mutant.file), 'utf8').split(mutant.find);
  if (parts.length !== 2) {
    return { kind: 'stale', why: `\`find\` stands ${parts.length - 1} times in \`${mutant.file}\`` };
  }
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    const contentFrom = join(folder, basename(mutant.file));
    writeFileSync(contentFrom, parts.join(mutant.replace));
    const judged = await judgeCases(cases, { file: mutant.file, contentFrom });
    const known = knownMisses();
    return {
      kind: 'judged',
      judged,
      newlyMissed: judged.missed.filter(({ id }) => !Object.hasOwn(known, id)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
