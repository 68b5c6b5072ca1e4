import { readdirSync, readFileSync } from 'node:fs';
import { CommandReading, HostUse, PathUse } from '@sallyport/action-model';
import { describe, expect, test } from 'vitest';
import { readCommand } from './read-command.ts';

/**
 * One entry of a fixture. What it does not speak of is not looked at.
 * Paths are written `access path`, with `access*` for recursive and a `?` at the end when not certain.
 */
interface Entry {
  readonly command?: string;
  /** Several commands that mean the same. */
  readonly commands?: readonly string[];
  readonly shell?: 'bash' | 'powershell' | 'cmd';
  readonly home?: string;
  readonly cwd?: string;
  readonly programs?: readonly string[];
  /** Each of these is used. */
  readonly paths?: readonly string[];
  /** These and no others are used. */
  readonly onlyPaths?: readonly string[];
  /** At least one of these is used. */
  readonly anyOf?: readonly string[];
  /** Some use, as written, matches this expression. */
  readonly somePathLike?: string;
  /** Each of these is used as a pattern; none given: nothing is. */
  readonly patterns?: readonly string[];
  readonly hosts?: readonly string[];
  readonly marks?: readonly string[];
}

const folder = new URL('../fixtures/', import.meta.url);

const writePath = (use: PathUse): string =>
  `${use.access}${use.recursive ? '*' : ''} ${use.path}${use.certain ? '' : '?'}`;
const writeHost = (use: HostUse): string =>
  `${use.direction} ${use.host}${use.port === undefined ? '' : `:${use.port}`} ${use.zone}`;

const patternsOf = (uses: readonly PathUse[]): readonly string[] =>
  uses.filter((use) => use.glob).map((use) => use.path);

/** What the entry speaks of, as it was read; in the form of the entry, so that both can be compared. */
function readAs(entry: Entry, text: string): Partial<Entry> {
  const { command, paths, hosts } = readCommand(text, {
    home: entry.home ?? '/home/u',
    cwd: entry.cwd ?? '/home/u/work',
    ...(entry.shell && { shell: entry.shell }),
  });
  const used = paths.map(writePath);
  const like = entry.somePathLike === undefined ? undefined : new RegExp(entry.somePathLike, 'u');
  return {
    ...(entry.programs && {
      programs: command.programs.map(
        (program) => [...program.via, program.name].join(' > ') + (program.elevated ? ' !' : ''),
      ),
    }),
    ...(entry.paths && { paths: entry.paths.filter((path) => used.includes(path)) }),
    ...(entry.onlyPaths && { onlyPaths: used.toSorted() }),
    ...(entry.anyOf && { anyOf: entry.anyOf.some((path) => used.includes(path)) ? entry.anyOf : used }),
    ...(like && { somePathLike: used.some((path) => like.test(path)) ? like.source : used.join(', ') }),
    ...(entry.patterns && {
      patterns:
        entry.patterns.length === 0
          ? patternsOf(paths)
          : entry.patterns.filter((path) => patternsOf(paths).includes(path)),
    }),
    ...(entry.hosts && { hosts: hosts.map(writeHost) }),
    ...(entry.marks && { marks: command.marks.toSorted() }),
  };
}

function wanted(entry: Entry): Partial<Entry> {
  const { command: _command, commands: _commands, shell: _shell, home: _home, cwd: _cwd, ...rest } = entry;
  const like =
    entry.somePathLike === undefined ? {} : { somePathLike: new RegExp(entry.somePathLike, 'u').source };
  return {
    ...rest,
    ...like,
    ...(entry.onlyPaths && { onlyPaths: entry.onlyPaths.toSorted() }),
    ...(entry.marks && { marks: entry.marks.toSorted() }),
  };
}

for (const file of readdirSync(folder)) {
  // The fixtures are ours; the shape above is what they are written in.
  const entries = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Entry[];
  const cases = entries.flatMap((entry) =>
    [...(entry.commands ?? []), ...(entry.command === undefined ? [] : [entry.command])].map((text) => ({
      text,
      entry,
    })),
  );
  describe(`fixture ${file}`, () => {
    test.each(cases)('reads `$text`', ({ text, entry }) => {
      expect(readAs(entry, text)).toEqual(wanted(entry));
      const { command, paths, hosts } = readCommand(text, { home: '/home/u', cwd: '/home/u/work' });
      expect(CommandReading.safeParse(command).error).toBeUndefined();
      expect(PathUse.array().safeParse(paths).error).toBeUndefined();
      expect(HostUse.array().safeParse(hosts).error).toBeUndefined();
    });
  });
}
