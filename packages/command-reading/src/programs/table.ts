import type { Program, ProgramTable } from './program.ts';
import { FILE_TOOLS } from './file-tools.ts';
import { COPY_TOOLS } from './copy-tools.ts';
import { TEXT_TOOLS } from './text-tools.ts';
import { ARCHIVE_TOOLS } from './archive-tools.ts';
import { NETWORK_TOOLS } from './network-tools.ts';
import { VERSION_CONTROL } from './version-control.ts';
import { CONTAINERS } from './containers.ts';
import { SYSTEM_TOOLS } from './system-tools.ts';
import { INTERPRETERS } from './interpreters.ts';
import { WINDOWS_SHELLS } from './windows-shells.ts';
import { DATABASE_TOOLS } from './database-tools.ts';
import { FILTERS } from './filters.ts';
import { PATCH } from './patches.ts';
import { EDITORS } from './editors.ts';
import { withRunners } from './runners.ts';
import { GREP } from './grep.ts';
import { SED } from './sed.ts';
import { STARTERS } from './starters.ts';
import { SHELL_BUILTINS } from './shell-builtins.ts';
import { SHELLS } from './shells.ts';
import { WRAPPERS } from './wrappers.ts';
import { PRINTERS } from './printers.ts';
import { unknownProgram } from './unknown-program.ts';

/** Every program that is known by name, one lookup for each start. A name stands in one table only. */
export const PROGRAMS: ProgramTable = withRunners(
  new Map<string, Program>([
    ...TEXT_TOOLS,
    ...FILE_TOOLS,
    ...COPY_TOOLS,
    ...ARCHIVE_TOOLS,
    ...NETWORK_TOOLS,
    ...VERSION_CONTROL,
    ...CONTAINERS,
    ...SYSTEM_TOOLS,
    ...INTERPRETERS,
    ...WINDOWS_SHELLS,
    ...DATABASE_TOOLS,
    ...PRINTERS,
    ...FILTERS,
    ...GREP,
    ...SED,
    ...EDITORS,
    ...PATCH,
    ...STARTERS,
    ...WRAPPERS,
    ...SHELL_BUILTINS,
    ...SHELLS,
  ]),
);

export const UNKNOWN_PROGRAM: Program = unknownProgram;
