import { expect, test } from 'vitest';
import { ARCHIVE_TOOLS } from './archive-tools.ts';
import { CONTAINERS } from './containers.ts';
import { DATABASE_TOOLS } from './database-tools.ts';
import { FILE_TOOLS } from './file-tools.ts';
import { FILTERS } from './filters.ts';
import { INTERPRETERS } from './interpreters.ts';
import { NETWORK_TOOLS } from './network-tools.ts';
import { STARTERS } from './starters.ts';
import { SYSTEM_TOOLS } from './system-tools.ts';
import { PROGRAMS } from './table.ts';
import { TEXT_TOOLS } from './text-tools.ts';
import { VERSION_CONTROL } from './version-control.ts';
import { PRINTERS } from './printers.ts';
import { SHELL_BUILTINS } from './shell-builtins.ts';
import { SHELLS } from './shells.ts';
import { WINDOWS_SHELLS } from './windows-shells.ts';
import { WRAPPERS } from './wrappers.ts';

const TABLES = { ARCHIVE_TOOLS, CONTAINERS, DATABASE_TOOLS, FILE_TOOLS, FILTERS, INTERPRETERS, NETWORK_TOOLS, STARTERS, SYSTEM_TOOLS, TEXT_TOOLS, VERSION_CONTROL, PRINTERS, SHELL_BUILTINS, SHELLS, WINDOWS_SHELLS, WRAPPERS }; // prettier-ignore

test('a program stands in one table only, so that its line there is the one that counts', () => {
  const owners = new Map<string, string[]>();
  for (const [table, rows] of Object.entries(TABLES)) {
    for (const [name] of rows) owners.set(name, [...(owners.get(name) ?? []), table]);
  }
  expect([...owners].filter(([, tables]) => tables.length > 1)).toEqual([]);
});

test('no program is a word that a table was meant to divide', () => {
  expect([...PROGRAMS.keys()].filter((name) => name === '' || /\s/.test(name))).toEqual([]);
});
