import { realpathSync } from 'node:fs';
import type { MaskedPlace } from './masked-places.ts';
import { maskWords, ownFolders, type ShownName } from './own-folders.ts';

export type SandboxJob = {
  /** As the agent wrote it; read by bash inside the sandbox and nowhere else. */
  readonly command: string;
  /** Where it really is, when arguments are made of it: a link would be put back as what it leads to. */
  readonly cwd: string;
  readonly home: string;
  /** What policy keeps from being read, as in the client's own settings; where that stands is looked up at the start. */
  readonly keptOut: readonly string[];
};

export type SandboxStart = Omit<SandboxJob, 'keptOut'> & {
  readonly masked: readonly MaskedPlace[];
};

/** Where programs leave sockets, pipes and files for one another: the sandbox has empty ones of its own. */
const SHARED_FOLDERS = ['/tmp', '/var/tmp', '/run'];

/** All that a command learns of the environment that the agent runs in; keys and tokens stand in the rest. */
const PASSED_ON = ['PATH', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TERM'];

export const SECCOMP_DESCRIPTOR = 3;
/** Where `bwrap` says which process it made; and where the shell in it says that it stands, and waits for a word. */
export const INFO_DESCRIPTOR = 4;
export const START_DESCRIPTOR = 5;

/**
 * The arguments of `bwrap` for one command: everything readable as it is but for what is masked, nothing writable but
 * folders that are thrown away, no network, no other processes, no terminal, no abilities, a clean environment.
 */
export function sandboxArguments(
  { command, cwd, home, masked }: SandboxStart,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly words: readonly string[]; readonly shown: readonly ShownName[] } {
  const inSight = masked.filter(
    ({ path }) => (!isShared(path) || isBelow(path, cwd)) && !/^\/(?:dev|proc)\//.test(path),
  );
  const folders = ownFolders(inSight, [realHome(home), ...(isShared(cwd) ? [cwd] : [])]);
  const options = [
    ['--ro-bind', '/', '/'],
    ['--dev', '/dev'],
    ['--proc', '/proc'],
    // The kernel's settings in it belong to root of the machine, and a command of root is that still.
    ['--remount-ro', '/proc'],
    ...SHARED_FOLDERS.map((folder) => ['--tmpfs', folder]),
    ...(isShared(cwd) && !masked.some(({ path }) => path === cwd || isBelow(cwd, path))
      ? [['--ro-bind', cwd, cwd]]
      : []),
    ...folders.words,
    ...folders.left.flatMap(maskWords),
    ['--unshare-user', '--unshare-all', '--disable-userns'],
    ['--cap-drop', 'ALL'],
    ['--new-session', '--die-with-parent'],
    ['--hostname', 'sandbox'],
    ['--clearenv'],
    ['--setenv', 'HOME', home],
    ['--setenv', 'SHELL', '/bin/bash'],
    ...PASSED_ON.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [['--setenv', name, value]];
    }),
    ['--chdir', cwd],
    ['--seccomp', String(SECCOMP_DESCRIPTOR)],
    ['--info-fd', String(INFO_DESCRIPTOR)],
  ];
  // As one argument: no quoting of ours stands between the agent's text and the shell that reads it.
  const program = [...SHELL, `${WAIT}; exec ${SHELL.join(' ')} "$1"`, '/bin/bash', command];
  return { words: [...options.flat(), '--', ...program], shown: folders.shown };
}

const SHELL = ['/bin/bash', '--noprofile', '--norc', '-c'];
/** Nothing of the agent's has run before this ends, and nothing that this process had open is left to it. */
const WAIT = [
  `printf . >&${START_DESCRIPTOR} && read -r -n 1 <&${START_DESCRIPTOR} || exit 1`,
  'for fd in /proc/self/fd/*; do fd=${fd##*/}; [ "$fd" -le 2 ] || eval "exec $fd>&-"; done',
].join('; ');

function realHome(home: string): string {
  try {
    return realpathSync(home);
  } catch {
    return home;
  }
}

/** Gone with a folder that is hidden as a whole; a project there is put back. */
const isShared = (path: string): boolean =>
  SHARED_FOLDERS.some((folder) => path === folder || isBelow(path, folder));

const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
