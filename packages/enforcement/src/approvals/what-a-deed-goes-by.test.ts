import { type Action, type CommandMark, type PathUse, type ProgramUse } from '@sallyport/action-model';
import { describe, expect, it } from 'vitest';
import { bare, pathUse } from '../action.fixture.ts';
import { MAX_BOUND_PATHS, TOO_MANY_FILES, whatADeedGoesBy } from './what-a-deed-goes-by.ts';

const program = (name: string, args: string[] = []): ProgramUse => ({
  name,
  given: name,
  args,
  flags: [],
  via: [],
  certain: true,
  elevated: false,
});
const command = (programs: ProgramUse[], paths: PathUse[] = [], marks: CommandMark[] = []): Action => ({
  ...bare('a', { cwd: '/work' }),
  kind: 'shell.run',
  paths,
  command: { text: '', shell: 'bash', programs, marks },
});
const reasons = (path: PathUse): number => whatADeedGoesBy([command([], [path])]).openEnded.length;
const pathsOf = (action: Action): string[] => whatADeedGoesBy([action]).paths.map(({ path }) => path);

describe('what an approval is bound to', () => {
  it('binds the content of what is read or run, and the place of what is written', () => {
    const action = command([program('cp')], [pathUse('/work/a'), pathUse('/work/b', { access: 'write' })]);
    expect(whatADeedGoesBy([action])).toEqual({
      paths: [
        { path: '/work/a', content: true },
        { path: '/work/b', content: false },
      ],
      openEnded: [],
    });
  });

  it.each([
    ['npm', '/work/package.json'],
    ['make', '/work/GNUmakefile'],
    ['cargo', '/work/build.rs'],
    ['docker', '/work/Dockerfile'],
  ])('binds what %s goes by without being told, and says that it is open-ended', (name, path) => {
    const action = command([program(name, ['run'])]);
    expect(pathsOf(action)).toContain(path);
    expect(whatADeedGoesBy([action]).openEnded).toEqual([`\`${name}\` runs what files say`]);
  });

  it('binds git’s configuration and hooks', () => {
    expect(pathsOf(command([program('git', ['push'])]))).toEqual(
      expect.arrayContaining(['/work/.git/config', '/work/.git/hooks/pre-push']),
    );
  });

  it.each([
    [[program('make', ['-C', 'sub'])], '/work/sub/Makefile'],
    [[program('npm', ['--prefix=/other', 'run'])], '/other/package.json'],
    [[program('cd', ['sub']), program('make')], '/work/sub/Makefile'],
    [[program('cd', ['sub']), program('make', ['-C', 'deep'])], '/work/sub/deep/Makefile'],
  ])('looks where the program is told to run', (programs, path) => {
    expect(pathsOf(command(programs))).toContain(path);
  });

  it.each<[CommandMark, string]>([
    ['piped-code', 'download'],
    ['dynamic-code', 'only when it runs'],
    ['script-file', 'script'],
    ['too-long', 'too long'],
  ])('calls a command with the mark %s open-ended', (mark, why) => {
    expect(whatADeedGoesBy([command([], [], [mark])]).openEnded.join()).toContain(why);
  });

  it('calls patterns, folders and uncertain paths open-ended, and what is only written not', () => {
    expect(reasons(pathUse('/work/*', { glob: true }))).toBe(1);
    expect(reasons(pathUse('/work', { recursive: true }))).toBe(1);
    expect(reasons(pathUse('/work/x', { certain: false, access: 'execute' }))).toBe(1);
    expect(reasons(pathUse('/work/x', { certain: false, access: 'write' }))).toBe(0);
  });

  it('binds only so many files, and says so', () => {
    const paths = Array.from({ length: MAX_BOUND_PATHS + 10 }, (_, index) => pathUse(`/work/${index}`));
    const { paths: bound, openEnded } = whatADeedGoesBy([command([], paths)]);
    expect(bound).toHaveLength(MAX_BOUND_PATHS);
    expect(openEnded).toEqual([TOO_MANY_FILES]);
  });
});
