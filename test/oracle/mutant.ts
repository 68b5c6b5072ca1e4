import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Overlay } from './ask-guard.ts';
import { judgeCases, type Judged } from './judge-cases.ts';
import type { OracleCase } from './oracle-case.ts';

/** One deliberate break of the guard. The suite proves its own teeth by noticing each. */
export type Mutant = {
  readonly name: string;
  /** The product's file, from the top of the repository. */
  readonly file: string;
  /** Must stand in the file exactly once; when it no longer does, the mutant is stale and has to be written anew. */
  readonly find: string;
  readonly replace: string;
  /** The families that must have a case that now gets through. */
  readonly turnsRed: readonly string[];
};

const REPOSITORY = dirname(dirname(import.meta.dirname));

export const readMutants = (folder = join(import.meta.dirname, 'mutants')): readonly Mutant[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({
      // Committed beside this file; one with a wrong field is stale or turns nothing red, and both fail.
      ...(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Omit<Mutant, 'name'>),
      name: basename(name, '.json'),
    }));

export type Broken<Result> =
  { readonly kind: 'stale'; readonly why: string } | { readonly kind: 'judged'; readonly result: Result };

/** Breaks a copy of the one file, for as long as `judge` asks the whole guard with that copy in its place. */
export async function withBroken<Result>(
  mutant: Mutant,
  judge: (overlay: Overlay) => Promise<Result>,
): Promise<Broken<Result>> {
  const parts = readFileSync(join(REPOSITORY, mutant.file), 'utf8').split(mutant.find);
  if (parts.length !== 2) {
    return { kind: 'stale', why: `\`find\` stands ${parts.length - 1} times in \`${mutant.file}\`` };
  }
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'));
  try {
    const contentFrom = join(folder, basename(mutant.file));
    writeFileSync(contentFrom, parts.join(mutant.replace));
    return { kind: 'judged', result: await judge({ file: mutant.file, contentFrom }) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The cases that get through the broken guard. What `unbroken` misses already is not the mutant's doing. */
export const judgeMutant = (mutant: Mutant, unbroken: Judged): Promise<Broken<readonly OracleCase[]>> =>
  withBroken(mutant, async (overlay) => {
    const { missed } = await judgeCases(unbroken.cases, overlay);
    return missed.filter((one) => !unbroken.missed.includes(one));
  });
