import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/**
 * Where the agent's shell may look for a program. Its own `PATH` is in a process that a guard with a user of its own may
 * not look into, so it is put together: what the guard was started with, what the client wrote down of the person's
 * shell, what settings put into its environment, and where programs are put by habit. Too many folders only mean that
 * more is bound.
 */
export function searchFolders(where: {
  readonly cwd?: string;
  readonly home?: string;
  /** The guard's own `PATH`. */
  readonly own?: string;
  readonly said: readonly string[];
}): readonly string[] {
  const { cwd, home, own = '', said } = where;
  const given = [
    ...said,
    ...(cwd === undefined ? [] : [...pathsInSettings(join(cwd, '.claude')), ...IN_PROJECTS]),
    ...(home === undefined ? [] : [...pathsInSettings(join(home, '.claude')), ...pathsOfShells(home)]),
    ...own.split(':'),
    ...IN_HOMES,
    ...ON_MACHINES,
  ];
  const folders = given.flatMap((folder) => {
    const whole = folder.replace(/^~(?=\/|$)/, () => home ?? '~');
    if (isAbsolute(whole)) return [whole];
    return cwd === undefined || whole.startsWith('~') ? [] : [join(cwd, whole)];
  });
  return [...new Set(folders.map((folder) => folder.replace(/(?<=.)\/+$/, '')))].slice(0, MAX_FOLDERS);
}

const MAX_FOLDERS = 200;
const MAX_BYTES = 256 * 1024;
const MAX_SHELLS = 4;

const IN_PROJECTS = ['node_modules/.bin', '.venv/bin', 'venv/bin'];
const IN_HOMES = ['~/.local/bin', '~/bin', '~/.cargo/bin', '~/go/bin', '~/.bun/bin', '~/.deno/bin', '~/.volta/bin', '~/.npm-global/bin', '~/.pyenv/shims', '~/.rbenv/shims', '~/.asdf/shims', '~/.local/share/mise/shims']; // prettier-ignore
const ON_MACHINES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin', '/opt/homebrew/bin', '/snap/bin']; // prettier-ignore

/** The client writes down the person's shell, `PATH` and all, and starts each command from that. */
function pathsOfShells(home: string): readonly string[] {
  const folder = join(home, '.claude/shell-snapshots');
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.sh'))
      .map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }))
      .toSorted((one, other) => other.at - one.at)
      .slice(0, MAX_SHELLS)
      .flatMap(({ name }) => [...textOf(join(folder, name)).matchAll(/^export PATH=(.*)$/gm)])
      .flatMap(([, value = '']) => value.replaceAll(/['"]|\\(?=[ :])/g, '').split(':'));
  } catch {
    return [];
  }
}

function pathsInSettings(folder: string): readonly string[] {
  return ['settings.json', 'settings.local.json'].flatMap((name) => {
    try {
      const settings: unknown = JSON.parse(textOf(join(folder, name)));
      const env = isRecord(settings) ? settings['env'] : undefined;
      const path = isRecord(env) ? env['PATH'] : undefined;
      return typeof path === 'string' ? path.split(':').filter((part) => !part.includes('$')) : [];
    } catch {
      return [];
    }
  });
}

const textOf = (path: string): string => {
  const found = statSync(path);
  return found.isFile() && found.size <= MAX_BYTES ? readFileSync(path, 'utf8') : '';
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
