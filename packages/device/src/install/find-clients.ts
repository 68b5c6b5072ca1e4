/**
 * Which clients are on this machine, read from paths and package files alone: nothing found here is ever started,
 * since a name on PATH can be anybody's program. Add a place where clients are found to `placesOf`.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { isVersion } from './client-version.ts';
import { readFileState } from './file-state.ts';

export interface FoundClient {
  readonly path: string;
  /** With symbolic links followed. */
  readonly realPath: string;
  /** Null when neither path nor package says it. */
  readonly version: string | null;
  readonly kind: 'native' | 'npm' | 'desktop' | 'editor';
  /** The first one on PATH: what a person gets who types `claude`. */
  readonly active: boolean;
}

export interface ClientSearch {
  readonly userHome: string;
  readonly platform: NodeJS.Platform;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const MAX_ENTRIES = 1000;

/** Entries of a folder whose path matches `<folder>/*<rest>`; nothing when the folder is not there. */
const each = async (folder: string, rest = ''): Promise<readonly string[]> => {
  const names = await readdir(folder).catch(() => []);
  return names.slice(0, MAX_ENTRIES).map((name) => join(folder, name, rest));
};

const desktopFolder = ({ userHome, platform, variables }: ClientSearch): string | undefined => {
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'Claude');
  if (platform === 'win32')
    return join(variables['APPDATA'] ?? join(userHome, 'AppData', 'Roaming'), 'Claude');
  return undefined;
};

const placesOf = async (search: ClientSearch): Promise<readonly string[]> => {
  const { userHome, platform } = search;
  const program = platform === 'win32' ? 'claude.exe' : 'claude';
  const desktop = desktopFolder(search);
  const inside = platform === 'darwin' ? join('claude.app', 'Contents', 'MacOS', program) : program;
  const editors = ['.vscode', '.vscode-server', '.vscode-insiders', '.cursor', '.windsurf'];
  const extensions = await Promise.all(editors.map((editor) => each(join(userHome, editor, 'extensions'))));
  return [
    join(userHome, '.local', 'bin', program),
    ...(await each(join(userHome, '.local', 'share', 'claude', 'versions'))),
    join(userHome, '.claude', 'local', 'node_modules', '.bin', 'claude'),
    join('/opt/homebrew/bin', program),
    join('/usr/local/bin', program),
    join('/usr/bin', program),
    ...(await each(join(userHome, '.nvm', 'versions', 'node'), join('bin', 'claude'))),
    ...(desktop === undefined ? [] : await each(join(desktop, 'claude-code'), inside)),
    ...(desktop === undefined ? [] : await each(join(desktop, 'claude-code-vm'), 'claude')),
    ...extensions
      .flat()
      .filter((folder) => folder.includes('anthropic.claude-code-'))
      .map((folder) => join(folder, 'resources', 'native-binary', program)),
  ];
};

/** `…/claude/versions/2.1.330`, `…/claude-code/2.1.330/…`, `…/anthropic.claude-code-2.1.330-linux-x64/…`. */
const VERSION_IN_PATH =
  /[\\/](?:versions|claude-code(?:-vm)?)[\\/](\d+\.\d+\.\d+[^\\/]*)|anthropic\.claude-code-(\d+\.\d+\.\d+)/;

const kindOf = (realPath: string): FoundClient['kind'] => {
  if (realPath.includes('anthropic.claude-code-')) return 'editor';
  if (/[\\/]Claude[\\/]claude-code/.test(realPath)) return 'desktop';
  return /[\\/]node_modules[\\/]/.test(realPath) ? 'npm' : 'native';
};

const versionFromPackage = async (realPath: string): Promise<string | null> => {
  let folder = dirname(realPath);
  for (let up = 0; up < 4; up++, folder = dirname(folder)) {
    const file = await readFileState(join(folder, 'package.json'));
    if (file.kind !== 'file' || file.bytes.length > 1_000_000) continue;
    try {
      const parsed: unknown = JSON.parse(new TextDecoder().decode(file.bytes));
      const { name, version } = parsed as { name?: unknown; version?: unknown };
      const isClient = typeof name === 'string' && name.startsWith('@anthropic-ai/claude-code');
      if (isClient && typeof version === 'string' && isVersion(version)) return version;
    } catch {
      // Not a package file we can use; one further up may be.
    }
  }
  return null;
};

const versionOf = async (realPath: string): Promise<string | null> => {
  const match = VERSION_IN_PATH.exec(realPath);
  return match?.[1] ?? match?.[2] ?? (await versionFromPackage(realPath));
};

export const findClients = async (search: ClientSearch): Promise<readonly FoundClient[]> => {
  const names = search.platform === 'win32' ? ['claude.exe', 'claude.cmd'] : ['claude'];
  const onPath = (search.variables['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const found = new Map<string, FoundClient>();
  let active = true;
  for (const [index, path] of [...onPath, ...(await placesOf(search))].entries()) {
    const realPath = await realpath(path).catch(() => undefined);
    if (realPath === undefined || found.has(realPath)) continue;
    const status = await stat(realPath).catch(() => undefined);
    if (status?.isFile() !== true) continue;
    const first = active && index < onPath.length;
    if (first) active = false;
    found.set(realPath, {
      path,
      realPath,
      version: await versionOf(realPath),
      kind: kindOf(realPath),
      active: first,
    });
  }
  return [...found.values()];
};
