/**
 * Reading is bounded, whatever the input: hostile text can nest, recurse and multiply. Passing a limit never makes
 * what was already read disappear; it leaves a mark that policy sees.
 */
export const MAX_COMMAND_CHARACTERS = 65_536;

/** Shells in shells, functions in functions, substitutions in substitutions. */
export const MAX_DEPTH = 12;

/** Commands, simple and compound, read in one call; each round of a loop and each call of a function counts. */
export const MAX_STEPS = 4000;

/** The sizes below stay under those of the schema, so that a reading always fits it. */
export const MAX_PROGRAMS = 1000;
export const MAX_PATHS = 2000;
export const MAX_HOSTS = 500;
export const MAX_ARGUMENTS = 2000;

/** Words that one expansion (`{1..99999}`, `for`, an array) may give. */
export const MAX_WORDS = 256;

/** Longest value that a variable or the output of a command is followed for. */
export const MAX_TEXT = 65_536;

/** All characters expanded in one reading; doubling a variable again and again ends here. */
export const MAX_EXPANDED = 2_000_000;

/** Folders that a relative path may be under after `cd`s which may or may not have happened. */
export const MAX_FOLDERS = 4;
