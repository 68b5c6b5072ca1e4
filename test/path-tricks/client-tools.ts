/**
 * What the client's file tools, and a file server like the widespread ones, do with a path, with nobody in between:
 * enough of each to say whether a spelling really reaches a file. `~` is the home, relative is to the folder of the
 * session, Grep and Glob take off the spaces around a path, servers that take addresses undo percent signs.
 */
import { globSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

type Input = Readonly<Record<string, unknown>>;
type Place = { readonly home: string; readonly cwd: string };

const placed = (given: string, { home, cwd }: Place): string =>
  given === '~' || given.startsWith('~/') ? join(home, given.slice(1)) : resolve(cwd, given);

/** Kept as it was given: the kernel's own links to root and folder mean something only while the path is walked. */
const walked = (given: string, { home, cwd }: Place): string =>
  given.startsWith('~/') ? `${home}${given.slice(1)}` : given.startsWith('/') ? given : `${cwd}/${given}`;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Both ways in which a program may open what it was given: the path made short first, and the path as it stands. */
function opened(given: string, place: Place): string {
  try {
    return readFileSync(placed(given, place), 'utf8');
  } catch {
    return readFileSync(walked(given, place), 'utf8');
  }
}

function written(given: string, place: Place, change: (text: string | undefined) => string): string {
  for (const path of [placed(given, place), walked(given, place)]) {
    try {
      let before: string | undefined;
      try {
        before = readFileSync(path, 'utf8');
      } catch {
        // A new file.
      }
      writeFileSync(path, change(before));
      return 'done';
    } catch {
      // No such folder this way.
    }
  }
  return '';
}

function searched(given: string, glob: string | undefined, place: Place): string {
  const path = placed(given.trim(), place);
  const below = (folder: string): readonly string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const inner = join(folder, entry.name);
      if (entry.isFile())
        return glob === undefined || entry.name === glob ? [readFileSync(inner, 'utf8')] : [];
      return entry.isDirectory() ? below(inner) : [];
    });
  return statSync(path).isDirectory() ? below(path).join('\n') : readFileSync(path, 'utf8');
}

function listed(pattern: string, base: string | undefined, place: Place): string {
  const cwd = base === undefined ? place.cwd : placed(base.trim(), place);
  return globSync(pattern, { cwd })
    .map((name) => resolve(cwd, name))
    .join('\n');
}

const notebook = (text: string | undefined): string => {
  const { cells, ...rest } = JSON.parse(text ?? '') as { cells: { source: string }[] };
  return JSON.stringify({ ...rest, cells: cells.map((cell) => ({ ...cell, source: 'evil' })) });
};

export function runTool(tool: string, input: Input, place: Place): string {
  const path = textOf(input['file_path'] ?? input['path'] ?? input['file'] ?? input['notebook_path']);
  const base = input['path'] === undefined ? undefined : textOf(input['path']);
  switch (tool.replace(/^mcp__files__/, '')) {
    case 'Read':
    case 'read_file':
    case 'read_text_file':
      return opened(path, place);
    case 'read_multiple_files':
      return (input['paths'] as readonly string[]).map((one) => opened(one, place)).join('\n');
    case 'mcp__docs__open': {
      const { uri } = (input['document'] ?? {}) as { uri?: string };
      return uri === undefined ? opened(path, place) : readFileSync(fileURLToPath(uri), 'utf8');
    }
    case 'Write':
    case 'write_file':
    case 'Edit':
    case 'edit_file':
      return written(path, place, (before) => `${before ?? ''}evil\n`);
    case 'NotebookEdit':
      return path.endsWith('.ipynb') ? written(path, place, notebook) : '';
    case 'Grep':
      return searched(
        base ?? place.cwd,
        input['glob'] === undefined ? undefined : textOf(input['glob']),
        place,
      );
    case 'Glob':
      return listed(textOf(input['pattern']), base, place);
    case 'list_directory':
      return readdirSync(walked(path, place))
        .map((name) => `/home/other/Documents/${name}`)
        .join('\n');
    default:
      throw new Error(`no such tool: ${tool}`);
  }
}
