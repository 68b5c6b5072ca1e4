import { z } from 'zod';

/**
 * Why a part of a command could not be known. Policy sees these marks; a mark never makes a command disappear.
 */
export const CommandMark = z.enum([
  /** The program's name comes from data that cannot be known (`$x`, a substitution). */
  'dynamic-program',
  /** Text that is executed but cannot be read (`eval "$x"`, `sh -c "$(…)"`). */
  'dynamic-code',
  /** The output of a download or decoder is executed (`curl … | sh`, `base64 -d | bash`). */
  'piped-code',
  /** A decoder was undone and its plain text read (base64, hex, printf, rev…): what is below `via` is what runs. */
  'decoded-code',
  /** Code of another language given inline (`python -c`): read only for the paths and hosts it names. */
  'inline-code',
  /** A script file is executed; its content is not part of the command. */
  'script-file',
  /** The parser reported an error, so the reading is a best effort. */
  'syntax-error',
  /** Deeper than the unrolling limit. */
  'too-deep',
  /** Longer than the reading limit; what lies behind it was not read. */
  'too-long',
  /** Control, bidirectional or invisible characters that can make a person read another command. */
  'hidden-characters',
]);
export type CommandMark = z.infer<typeof CommandMark>;

/** One program that a command would start, however deep it was wrapped. */
export const ProgramUse = z.object({
  /** Base name, lower-cased only on Windows: `rm`, `curl`. `?` when it cannot be known. */
  name: z.string().max(255),
  /** As written, which may be a path. */
  given: z.string().max(8192),
  /** The words after the name with quotes and known variables removed; a word that can't be known keeps its source text. */
  args: z.array(z.string().max(65_536)).max(4096),
  /** Flags in one spelling: `-rf` gives `-r` and `-f`, `--force=x` gives `--force`. In order, without doubles. */
  flags: z.array(z.string().max(255)).max(1024),
  /** The first word that is not a flag, for programs with subcommands (`git push`, `docker run`, `gh repo`): else absent. */
  subcommand: z.string().max(255).optional(),
  /** The wrappers it was unrolled from, outermost first: `['sudo', 'sh -c']`. */
  via: z.array(z.string().max(64)).max(64),
  /** Its standard output goes into the next program's standard input: that program's index in `programs`. */
  pipesTo: z.int().min(0).optional(),
  /** False when it might not run (`a || b`, an `if`), or when its name is not certain. */
  certain: z.boolean(),
  /** Runs with raised rights (`sudo`, `doas`, `pkexec`, `su`, `runas`). */
  elevated: z.boolean(),
});
export type ProgramUse = z.infer<typeof ProgramUse>;

/** What a shell command would do, as far as reading can tell. Paths and hosts stand on the action itself. */
export const CommandReading = z.object({
  /** The command as given, cut at `MAX_COMMAND_CHARACTERS`. */
  text: z.string().max(65_536),
  shell: z.enum(['bash', 'powershell', 'cmd']),
  programs: z.array(ProgramUse).max(4096),
  marks: z.array(CommandMark),
});
export type CommandReading = z.infer<typeof CommandReading>;
