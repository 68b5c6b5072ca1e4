import { readdirSync, readFileSync } from 'node:fs';
import { CommandReading, HostUse, PathUse } from '@sallyport/action-model';
import { describe, expect, test } from 'vitest';
import { readCommand } from './read-command.ts';

/**
 * One line of a fixture. Each list that is given must be found whole in the reading; `marks` must be equal.
 * Paths are written `access path`, with `access*` for recursive and a `?` at the end when not certain.
 */
interface Case {
  readonly command: string;
  readonly shell?: 'bash' | 'powershell' | 'cmd';
  readonly home?: string;
  readonly cwd?: string;
  readonly programs?: readonly string[];
  readonly paths?: readonly string[];
  /** No path outside this list. */
  readonly onlyPaths?: readonly string[];
  readonly hosts?: readonly string[];
  readonly marks?: readonly string[];
}

const folder = new URL('../fixtures/', import.meta.url);

const writePath = (use: PathUse): string =>
  `${use.access}${use.recursive ? '*' : ''} ${use.path}${use.certain ? '' : '?'}`;
const writeHost = (use: HostUse): string =>
  `${use.direction} ${use.host}${use.port === undefined ? '' : `:${use.port}`} ${use.zone}`;

for (const file of readdirSync(folder)) {
  // The fixtures are ours; the shape above is what they are written in.
  const cases = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case[];
  describe(`fixture ${file}`, () => {
    test.each(cases)('reads `$command`', (given) => {
      const { command, paths, hosts } = readCommand(given.command, {
        home: given.home ?? '/home/u',
        cwd: given.cwd ?? '/home/u/work',
        ...(given.shell && { shell: given.shell }),
      });
      const names = command.programs.map((program) =>
        [...program.via, program.name].join(' > ').concat(program.elevated ? ' !' : ''),
      );
      const used = paths.map(writePath);
      // What a fixture does not speak of is taken as it is.
      expect({
        marks: command.marks.toSorted(),
        programs: given.programs ? names : [],
        missingPaths: given.paths?.filter((path) => !used.includes(path)) ?? [],
        onlyPaths: given.onlyPaths ? used.toSorted() : [],
        hosts: given.hosts ? hosts.map(writeHost) : [],
      }).toEqual({
        marks: (given.marks ?? []).toSorted(),
        programs: given.programs ?? [],
        missingPaths: [],
        onlyPaths: given.onlyPaths?.toSorted() ?? [],
        hosts: given.hosts ?? [],
      });
      expect(CommandReading.safeParse(command).error).toBeUndefined();
      for (const path of paths) expect(PathUse.safeParse(path).error).toBeUndefined();
      for (const host of hosts) expect(HostUse.safeParse(host).error).toBeUndefined();
    });
  });
}
