/**
 * What happens to a program between the question and the run. Each change first goes by unseen where programs are not
 * looked for, as it would without this binding.
 */
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Action, Binding } from '@sallyport/action-model';
import { readCommand } from '@sallyport/command-reading';
import { bindingOf, type LookAtFiles } from '@sallyport/enforcement';
import { afterAll, describe, expect, test } from 'vitest';
import { actionOf } from '../../test/action-support.ts';
import { lookAtFiles } from './look-at-files.ts';

const root = mkdtempSync(join(tmpdir(), 'sallyport-programs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let worlds = 0;
function world() {
  const home = join(root, `home-${worlds++}`);
  const put = (path: string, text: string, mode = 0o755): void => {
    mkdirSync(join(home, path, '..'), { recursive: true });
    writeFileSync(join(home, path), text, { mode });
  };
  mkdirSync(join(home, 'project'), { recursive: true });
  put('tools/deploy', '#!/bin/sh\necho as approved\n');
  const at = (path: string): string => join(home, path);
  return { home, put, at, searchPath: `${at('first')}:${at('tools')}:/usr/bin:/bin` };
}

const shellAction = (text: string, home: string): Action => {
  const cwd = join(home, 'project');
  const { command, paths, hosts } = readCommand(text, { home, cwd });
  return actionOf({ kind: 'shell.run', origin: { home, cwd }, paths, hosts, command });
};

const bind = (text: string, home: string, look: LookAtFiles): Promise<Binding> =>
  bindingOf([shellAction(text, home)], { look, mac: () => '0'.repeat(64), policyVersion: 'one' });
/** As before programs were looked for. */
const withoutPrograms: LookAtFiles = (paths, sought) =>
  lookAtFiles(undefined)(paths, { ...sought, names: [] });

type World = ReturnType<typeof world>;
const evil = '#!/bin/sh\necho evil\n';
const CHANGES: readonly (readonly [
  name: string,
  command: string,
  change: (world: World) => void,
  before?: (world: World) => void,
])[] = [
  ['its content is another', 'deploy prod', ({ at }) => appendFileSync(at('tools/deploy'), 'echo evil\n')],
  [
    'one letter is another, of the same length and time',
    'deploy prod',
    ({ at }) => {
      const text = readFileSync(at('tools/deploy'), 'utf8');
      writeFileSync(at('tools/deploy'), text.replace('approved', 'approveD'));
      utimesSync(at('tools/deploy'), 1, 1);
    },
    ({ at }) => utimesSync(at('tools/deploy'), 1, 1),
  ],
  ['another comes first on PATH', 'deploy prod', ({ put }) => put('first/deploy', evil)],
  [
    'another that lay there may now be run',
    'deploy prod',
    ({ at }) => chmodSync(at('first/deploy'), 0o755),
    ({ put }) => put('first/deploy', evil, 0o644),
  ],
  [
    'it is replaced by a file of the same content',
    'deploy prod',
    ({ at }) => {
      copyFileSync(at('tools/deploy'), at('tools/copy'));
      renameSync(at('tools/copy'), at('tools/deploy'));
    },
  ],
  [
    'it becomes a link to another',
    'deploy prod',
    ({ at, put }) => {
      put('evil', evil);
      rmSync(at('tools/deploy'));
      symlinkSync(at('evil'), at('tools/deploy'));
    },
  ],
  [
    'the link that it is leads to another',
    'deploy prod',
    ({ at, put }) => {
      put('evil', evil);
      rmSync(at('first/deploy'));
      symlinkSync(at('evil'), at('first/deploy'));
    },
    ({ at, put }) => {
      put('good', '#!/bin/sh\n');
      mkdirSync(at('first'));
      symlinkSync(at('good'), at('first/deploy'));
    },
  ],
  ['it is gone', 'deploy prod', ({ at }) => rmSync(at('tools/deploy'))],
  ['it is there for the first time', 'publish now', ({ put }) => put('tools/publish', evil)],
  ['one behind a wrapper is another', 'env A=1 timeout 5 deploy', ({ put }) => put('first/deploy', evil)],
  ['one behind xargs is another', 'echo prod | xargs deploy', ({ put }) => put('first/deploy', evil)],
  ['one in a pipe is another', 'date | deploy', ({ put }) => put('first/deploy', evil)],
  ['one that code starts is another', 'sh -c "deploy prod"', ({ put }) => put('first/deploy', evil)],
  ['a program of the system is shadowed', 'date', ({ put }) => put('first/date', evil)],
  ['one in a folder of habit', 'deploy prod', ({ put }) => put('.local/bin/deploy', evil)],
  ['one of the project', 'deploy prod', ({ put }) => put('project/node_modules/.bin/deploy', evil)],
  [
    'one in a folder that the command names',
    'PATH=~/own:$PATH deploy prod',
    ({ put }) => put('own/deploy', evil),
  ],
  [
    'one in a folder that the command names from where it stands',
    'export PATH="bin:$PATH"; deploy prod',
    ({ put }) => put('project/bin/deploy', evil),
  ],
  [
    'one in a folder of the person’s shell, as the client wrote it down',
    'deploy prod',
    ({ put }) => put('mine/deploy', evil),
    ({ put, at }) =>
      put('.claude/shell-snapshots/snapshot-bash-1.sh', `export PATH='${at('mine')}:/usr/bin'\n`),
  ],
  [
    'one in a folder that the project’s settings put into PATH',
    'deploy prod',
    ({ put }) => put('theirs/deploy', evil),
    ({ put, at }) => put('project/.claude/settings.json', JSON.stringify({ env: { PATH: at('theirs') } })),
  ],
];

describe('an approval is void when, of a program without a place,', () => {
  test.for(CHANGES)('%s', async ([, command, change, before]) => {
    const there = world();
    before?.(there);
    const look = lookAtFiles(there.searchPath);
    const both = async () => [
      await bind(command, there.home, look),
      await bind(command, there.home, withoutPrograms),
    ];
    const [asked, askedBlind] = await both();
    // Nothing happened: the answer counts.
    expect((await both())[0]).toEqual(asked);
    change(there);
    const [run, runBlind] = await both();
    expect(runBlind).toEqual(askedBlind);
    expect(run).not.toEqual(asked);
  });
});

test('what the shell is itself is not looked for, unless something else starts it', async () => {
  const there = world();
  there.put('first/echo', evil);
  const files = async (command: string) =>
    (await bind(command, there.home, lookAtFiles(there.searchPath))).files.map(({ path }) => path);
  expect(await files('echo hello; cd x; [ -e y ]')).not.toContain(there.at('first/echo'));
  expect(await files('env echo hello')).toContain(there.at('first/echo'));
});

test('a folder of PATH that only the shell knows makes a call open-ended', async () => {
  const { home } = world();
  const { openEnded } = await bind('PATH=$(mktemp -d):$PATH deploy', home, lookAtFiles(undefined));
  expect(openEnded).toContain('where it looks for programs is known only when it runs');
  expect((await bind('PATH=/opt/x:$PATH deploy', home, lookAtFiles(undefined))).openEnded).toEqual([]);
});

test('more programs than can be looked for make a call that nobody can be asked about', async () => {
  const { home } = world();
  const names = Array.from({ length: 90 }, (_, index) => `prog${index}`).join('; ');
  expect((await bind(names, home, lookAtFiles(undefined))).openEnded).toContain(
    'it goes by more files than can be looked at',
  );
});
