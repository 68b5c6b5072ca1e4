/**
 * What a command could do to somebody, as facts with a tier. It owns the meaning of programs and their words; it must
 * never read text itself (`command-reading` does), decide anything, or say `grave` of what can be made again.
 * To teach it a program, add a row with its cases under `rows/`.
 */
import type { CommandReading, HostUse, PathUse } from '@sallyport/action-model';
import { type Folders, readCommand } from '@sallyport/command-reading';
import { type CommandCapability, isGraver } from './capability.ts';
import { factsOfPaths } from './facts-of-paths.ts';
import { factsOfPipes } from './facts-of-pipes.ts';
import { deletionBy } from './find-deletions.ts';
import { innerCommandOf } from './inner-command.ts';
import { matchesRow } from './match-row.ts';
import { onlyAsks, programWordsOf, type ProgramWords } from './program-words.ts';
import { ROWS_BY_PROGRAM, ROWS_FOR_ALL } from './rows/all-rows.ts';

/** What the reading found beside programs; without it only the programs' own words count. */
export type Touched = { readonly paths: readonly PathUse[]; readonly hosts: readonly HostUse[] };

/** Stand in where nobody knows the real ones: offsets and tiers don't depend on them. */
export const ANYWHERE: Folders = { home: '/home/someone', cwd: '/home/someone/project' };

const NOTHING: Touched = { paths: [], hosts: [] };

export function capabilitiesOf(
  reading: CommandReading,
  touched: Touched = NOTHING,
  folders: Folders = ANYWHERE,
): readonly CommandCapability[] {
  return capabilitiesWithin(reading, touched, folders, 0);
}

function capabilitiesWithin(
  reading: CommandReading,
  touched: Touched,
  folders: Folders,
  depth: number,
): readonly CommandCapability[] {
  const found = new Map<string, CommandCapability>();
  const add = (one: CommandCapability): void => {
    const key = `${one.capability} ${one.object}`;
    const known = found.get(key);
    if (!known || isGraver(one.tier, known.tier)) found.set(key, one);
  };
  let inner = 0;
  const programs = programWordsOf(reading);
  for (const [program, words] of programs.entries()) {
    const isQuestion = onlyAsks(words);
    for (const one of ofProgram(words, folders))
      add({ ...one, program, ...(isQuestion && { tier: 'contained' }) });
    // What the reading has already followed is among the programs.
    const isFollowed = programs[program + 1]?.use.via.at(-1)?.startsWith(words.use.name) === true;
    const mayGuess = !isFollowed && inner < MAX_INNER && depth < MAX_DEPTH;
    const text = mayGuess ? innerCommandOf(words) : undefined;
    if (text === undefined) continue;
    inner += 1;
    for (const one of ofInner(text, folders, depth)) add({ ...one, program });
  }
  for (const one of factsOfPaths(programs, reading.text, touched.paths, folders)) add(one);
  for (const one of factsOfPipes(reading, programs, touched.hosts)) add(one);
  return [...found.values()];
}

/** Runners in runners, and many of them in one command. */
const MAX_DEPTH = 3;
const MAX_INNER = 16;

function ofInner(text: string, folders: Folders, depth: number): readonly CommandCapability[] {
  const { command, paths, hosts } = readCommand(text.slice(0, 4096), { ...folders, shell: 'bash' });
  return capabilitiesWithin(command, { paths, hosts }, folders, depth + 1);
}

type Fact = Omit<CommandCapability, 'program'>;

function ofProgram(words: ProgramWords, folders: Folders): readonly Fact[] {
  const facts: Fact[] = [];
  const rows = ROWS_BY_PROGRAM.get(words.name) ?? [];
  for (const row of rows) if (matchesRow(row, words)) facts.push(factOf(row));
  if (rows.length === 0) for (const row of ROWS_FOR_ALL) if (matchesRow(row, words)) facts.push(factOf(row));
  const deletion = deletionBy(words, folders);
  if (deletion) facts.push({ capability: 'deletes', ...deletion });
  return facts;
}

const factOf = ({ capability, object, tier, why }: Fact): Fact => ({ capability, object, tier, why });
