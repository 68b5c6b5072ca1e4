import { readCommand } from '@sallyport/command-reading';
import { describe, expect, it, test } from 'vitest';
import { ANYWHERE } from '../capabilities-of.ts';
import type { CommandRow } from '../command-row.ts';
import { findDangerousCommands } from '../find-dangerous-commands.ts';
import { matchesRow, prepareRow } from '../match-row.ts';
import { onlyAsks, programWordsOf } from '../program-words.ts';
import { ALL_ROWS } from './all-rows.ts';

const CASES = ALL_ROWS.map((row, index) => [`${index} ${row.capability}-${row.object}`, row] as const);

function isFoundBy(row: CommandRow, text: string): boolean {
  const names = row.programs.toLowerCase().split(' ');
  return (['bash', 'powershell', 'cmd'] as const).some((shell) =>
    programWordsOf(readCommand(text, { ...ANYWHERE, shell }).command).some(
      (words) =>
        (row.programs === '*' || names.includes(words.name)) &&
        !onlyAsks(words) &&
        matchesRow(prepareRow(row), words),
    ),
  );
}

describe('rows of dangerous commands', () => {
  it.for(CASES)('%s finds its own cases', ([, row]) => {
    expect(row.finds.filter((text) => !isFoundBy(row, text))).toEqual([]);
  });

  it.for(CASES)('%s leaves alone what only looks like it', ([, row]) => {
    expect(row.leaves.filter((text) => isFoundBy(row, text))).toEqual([]);
  });

  it.for(CASES)('%s is said as a detection of its tier or a graver one', ([, row]) => {
    const missed = row.finds.filter((text) => {
      const levels = findDangerousCommands(text).map(({ level }) => level);
      return row.tier === 'grave' ? !levels.includes('block') : levels.length === 0;
    });
    expect(missed).toEqual([]);
  });

  test('no two rows have all the same words', () => {
    const said = ALL_ROWS.map(({ says, test: own, ...rest }) =>
      JSON.stringify([{ ...rest, finds: [], leaves: [] }, String(says), String(own)]),
    );
    expect(new Set(said).size).toBe(said.length);
  });
});
