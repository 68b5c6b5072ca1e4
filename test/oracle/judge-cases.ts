import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askGuard, type Overlay } from './ask-guard.ts';
import { inSandbox, WORKSPACE } from './fake-root.ts';
import type { Answer } from './guard.ts';
import type { OracleCase } from './oracle-case.ts';

/** Cases that get through today, each with why: they stay in the count, and a new one is a failure. */
export const knownMisses = (): Readonly<Record<string, string>> =>
  // Committed beside this file; a wrong entry is one that no case answers to, which fails.
  JSON.parse(readFileSync(join(import.meta.dirname, 'known-misses.json'), 'utf8')) as Record<string, string>;

export type Judged = {
  readonly cases: readonly OracleCase[];
  readonly missed: readonly OracleCase[];
  readonly stoppedShare: number;
};

export async function judgeCases(
  cases: readonly OracleCase[],
  overlay?: Overlay,
  pack = 'individual',
): Promise<Judged> {
  const answers = await askGuard(
    cases.map(({ id, command, cwd }) => ({
      id,
      command,
      pack,
      cwd: cwd === undefined ? WORKSPACE : inSandbox(cwd),
    })),
    overlay,
  );
  const missed = cases.filter(({ id }) => answers.get(id)?.stopped !== true);
  return { cases, missed, stoppedShare: (cases.length - missed.length) / cases.length };
}

type Line = { readonly id: string; readonly text: string };

/** What the guard says to each command of a list; its lines are trusted to have `id` and `text`. */
export async function judgeList(
  file: string,
): Promise<{ size: number; stopped: readonly (Answer & { command: string })[] }> {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const commands = new Map(lines.map(({ id, text }) => [id, text]));
  const answers = await askGuard(lines.map(({ id, text }) => ({ id, command: text, cwd: WORKSPACE })));
  if (answers.size !== lines.length) throw new Error(`${lines.length} asked, ${answers.size} answered`);
  return {
    size: lines.length,
    stopped: [...answers.values()]
      .filter(({ stopped }) => stopped)
      .map((answer) => ({ ...answer, command: commands.get(answer.id) ?? '' })),
  };
}
