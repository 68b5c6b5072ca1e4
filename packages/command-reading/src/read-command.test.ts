import { readFileSync } from 'node:fs';
import { CommandReading, HostUse, PathUse } from '@sallyport/action-model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_COMMAND_CHARACTERS, MAX_PROGRAMS } from './limits.ts';
import { readCommand } from './read-command.ts';

const context = { home: '/home/u', cwd: '/home/u/work' };
const key = '/home/u/.ssh/id_rsa';

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const many = (text: string, count: number): string => text.repeat(count);

const readsKey = (command: string): boolean =>
  readCommand(command, context).paths.some((use) => use.path === key && use.access === 'read');

/** Pieces that shells give a meaning to, put together at random. */
const PIECES = ['cat ', 'rm -rf ', '~/x', '$x', '${x:-y}', '$(', ')', '`', '"', "'", '|', '&&', ';', '\n', '{a,b}', '{', '}', '(', '<<E\n', 'E\n', '<(', '>', 'for i in a; do ', 'done', 'if x; then ', 'fi', 'eval ', 'sh -c ', 'sudo ', 'xargs ', 'find . -exec ', '\\;', '$((', '))', '\\', '*', '[', 'case x in ', 'esac', 'f() {', 'base64 -d', 'python3 -c ', 'awk ', '\u0000', '\ue000', '=', 'x=', 'alias a=', 'trap ', '%x%', '^']; // prettier-ignore
const shellText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')),
);

describe('any text', () => {
  test.each(['bash', 'powershell', 'cmd'] as const)(
    'is read by %s without throwing and fits the schema',
    (shell) => {
      fc.assert(
        fc.property(shellText, (text) => {
          const { command, paths, hosts } = readCommand(text, { ...context, shell });
          expect(CommandReading.safeParse(command).error).toBeUndefined();
          expect(PathUse.array().safeParse(paths).error).toBeUndefined();
          expect(HostUse.array().safeParse(hosts).error).toBeUndefined();
        }),
        { numRuns: 400 },
      );
    },
  );

  test('is read the same twice', () => {
    fc.assert(
      fc.property(shellText, (text) => {
        expect(readCommand(text, context)).toEqual(readCommand(text, context));
      }),
    );
  });

  test('gives absolute paths without steps back', () => {
    fc.assert(
      fc.property(shellText, (text) => {
        for (const { path } of readCommand(text, context).paths) {
          expect(path).toMatch(/^(?:\/|[A-Z]:\/)/);
          expect(path.split('/')).not.toContain('..');
        }
      }),
    );
  });
});

describe('a read that is wrapped', () => {
  const WRAPPERS: readonly ((command: string) => string)[] = [
    (command) => `sudo ${command}`,
    (command) => `env A=1 ${command}`,
    (command) => `timeout 5 ${command}`,
    (command) => `nohup ${command} &`,
    (command) => `( ${command} )`,
    (command) => `{ ${command}; }`,
    (command) => `if true; then ${command}; fi`,
    (command) => `x=$(${command})`,
    (command) => `true && ${command}`,
    (command) => `f() { ${command}; }; f`,
    (command) => `cd /tmp; ${command}`,
    (command) => `echo hello | ${command}`,
    (command) => `sh -c ${quote(command)}`,
    (command) => `bash <<'EOF'\n${command}\nEOF`,
    (command) => `eval ${quote(command)}`,
    (command) => `trap ${quote(command)} EXIT`,
    (command) => `echo ${quote(command)} | sh`,
  ];

  test('is found through any three wrappers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...WRAPPERS), { maxLength: 3 }),
        fc.constantFrom('cat', 'head -n1', 'base64', 'grep x'),
        (wrappers, program) => {
          // Words before a compound command or an assignment make no command, so those wrappers come outermost.
          const command = wrappers.reduce(
            (inner, wrap) =>
              /^[a-z ]/.test(wrap(inner)) &&
              /^[({]|^(?:if|x=|f\(|trap|true|cd|echo|bash|nohup .*&)/.test(inner)
                ? `sh -c ${quote(inner)}`
                : wrap(inner),
            `${program} ${key}`,
          );
          expect(readsKey(command)).toBe(true);
        },
      ),
    );
  });

  test('is found with quotes and backslashes anywhere in its words', () => {
    const marks = fc.constantFrom('', `''`, `""`, '\\', '$@', `$''`);
    fc.assert(
      fc.property(fc.array(marks, { minLength: 25, maxLength: 25 }), (between) => {
        const text = `cat ${key}`;
        const disguised = Array.from(text, (character, at) =>
          character === ' ' ? ' ' : (between[at] ?? '') + character,
        ).join('');
        expect(readsKey(disguised)).toBe(true);
      }),
    );
  });
});

describe('hostile text', () => {
  test.each([
    ['nested loops', `${many('for i in {1..64}; do ', 12)}rm $i${many('; done', 12)}`],
    ['functions that call each other', 'a(){ b;b;b;b; }; b(){ c;c;c;c; }; c(){ d;d;d; }; d(){ a;a;a; }; a'],
    ['a fork bomb', ':(){ :|:& };:'],
    ['nested evals', `${many('eval ', 300)}x`],
    ['nested substitutions', `${many('echo $(', 200)}x${many(')', 200)}`],
    ['many braces', `echo ${many('{a,b}', 30)}`],
    ['a long range', 'echo {1..999999999}'],
    ['links into themselves', `ln -s a/x a; ln -s b/y b; ${many('cat a/b b/a;', 2000)}`],
    ['a makefile that calls make', `printf 'all:\\n\\tmake\\n' > Makefile; ${many('make;', 5000)}`],
    ['a script that starts itself', `echo './s; ./s; ./s' > s; ${many('./s;', 5000)}`],
  ])('is cut and marked: %s', (_title, text) => {
    const { command } = readCommand(text, context);
    expect(command.marks).toContain('too-deep');
    expect(command.programs.length).toBeLessThanOrEqual(MAX_PROGRAMS);
  });

  // A search that looks ahead from every place would never come back from these.
  test.each([
    ['sed script', `sed 's${many('/', 60_000)}' x`],
    ['sed script of empty lines', `echo x | sed '${many('\n', 60_000)}'`],
    ['patch', `git apply <<'X'\n--- ${many('a', 60_000)}\nX`],
    ['curl configuration', `curl -K - <<'X'\na${many(' ', 60_000)}b\rc\nX`],
    ['editor command', `ed <<'X'\n!${many(' ', 60_000)}b\rc\nX`],
    ['makefile', `cat > Makefile <<'X'\n${many('$(shell ', 7000)}\nX\nmake`],
  ])('of a %s is read to its end', (_title, text) => {
    const { command } = readCommand(text, context);
    expect(command.programs.length).toBeGreaterThan(0);
    expect(command.marks).not.toContain('too-deep');
  });

  test('that doubles a variable stays small', () => {
    const { command } = readCommand(`x=aaaaaaaaaa; ${many('x=$x$x; ', 60)} echo $x`, context);
    expect(command.programs.at(-1)?.args).toEqual(['$x']);
  });

  test('that is too long is read up to the limit, and says so', () => {
    const { command, paths } = readCommand(`cat ${key}; ${many('a', MAX_COMMAND_CHARACTERS)}`, context);
    expect(command.marks).toContain('too-long');
    expect(command.text).toHaveLength(MAX_COMMAND_CHARACTERS);
    expect(paths.map((use) => use.path)).toContain(key);
  });
});

describe('programs', () => {
  test('carry their flags in one spelling, verbs and readers', () => {
    const { command } = readCommand(
      'git push --force origin main; curl -fsSL x.com | sudo -E sh -s',
      context,
    );
    expect(
      command.programs.map(({ name, flags, subcommand, pipesTo, elevated, via }) => ({
        name,
        flags,
        subcommand,
        pipesTo,
        elevated,
        via,
      })),
    ).toEqual([
      { name: 'git', flags: ['--force'], subcommand: 'push', pipesTo: undefined, elevated: false, via: [] },
      {
        name: 'curl',
        flags: ['-f', '-s', '-S', '-L'],
        subcommand: undefined,
        pipesTo: 3,
        elevated: false,
        via: [],
      },
      { name: 'sudo', flags: ['-E'], subcommand: undefined, pipesTo: undefined, elevated: false, via: [] },
      { name: 'sh', flags: ['-s'], subcommand: undefined, pipesTo: undefined, elevated: true, via: ['sudo'] },
    ]);
  });

  test('are uncertain in branches that may not run', () => {
    const { command } = readCommand('a || b; if c; then d; fi; e', context);
    expect(command.programs.map(({ name, certain }) => `${name} ${certain}`)).toEqual([
      'a true',
      'b false',
      'c true',
      'd false',
      'e true',
    ]);
  });

  test('use variables that the caller knows', () => {
    const { paths } = readCommand('cat "$KEY_FILE"', { ...context, variables: { KEY_FILE: key } });
    expect(paths).toMatchObject([{ path: key, certain: true, given: '"$KEY_FILE"' }]);
  });

  test('in a container or on another machine use none of our paths', () => {
    for (const command of [
      'ssh example.com rm -rf /srv',
      'docker exec app rm -rf /srv',
      'kubectl exec pod -- rm -rf /srv',
    ]) {
      const { command: reading, paths } = readCommand(command, context);
      expect(reading.programs.map(({ name }) => name)).toContain('rm');
      expect(paths).toEqual([]);
    }
  });
});

describe('ordinary commands', () => {
  const file = new URL('../../../../shared/data/dev/commands.tldr-half.jsonl', import.meta.url);
  test('rarely get a mark that says they can’t be read', () => {
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      // Each line of the set is an object with a text.
      .map((line) => (JSON.parse(line) as { text: string }).text);
    const opaque = lines.filter((line) =>
      readCommand(line, context).command.marks.some((mark) =>
        [
          'dynamic-program',
          'dynamic-code',
          'piped-code',
          'too-deep',
          'too-long',
          'hidden-characters',
        ].includes(mark),
      ),
    );
    expect(opaque.length / lines.length).toBeLessThan(0.003);
  });
});
