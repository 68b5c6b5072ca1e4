import type { Program, ProgramTable } from './program.ts';
import { FILE_TOOLS } from './file-tools.ts';
import { TEXT_TOOLS } from './text-tools.ts';
import { SHELL_BUILTINS } from './shell-builtins.ts';
import { SHELLS } from './shells.ts';
import { WRAPPERS } from './wrappers.ts';
import { PRINTERS } from './printers.ts';
import { unknownProgram } from './unknown-program.ts';

/** Every program that is known by name, one lookup for each start. Later tables win over earlier ones. */
export const PROGRAMS: ProgramTable = new Map<string, Program>([
  ...TEXT_TOOLS,
  ...FILE_TOOLS,
  ...PRINTERS,
  ...WRAPPERS,
  ...SHELL_BUILTINS,
  ...SHELLS,
]);

export const UNKNOWN_PROGRAM: Program = unknownProgram;
