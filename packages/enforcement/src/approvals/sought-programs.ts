import type { Action } from '@sallyport/action-model';
import { TOO_MANY_FILES } from './what-a-deed-goes-by.ts';

/** Programs that a call names without a place, and what it says itself about where they are looked for. */
export type SoughtPrograms = {
  readonly names: readonly string[];
  readonly cwd?: string;
  readonly home?: string;
  /** Folders that the command puts into `PATH` itself, as it says them. */
  readonly folders: readonly string[];
};

export const MAX_SOUGHT = 64;
const MAX_FOLDERS = 64;

/** What the shell is itself: it looks for no file of such a name. */
const BUILTINS = new Set(
  ('. : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo enable ' +
    'eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd ' +
    'read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias ' +
    'unset wait')
    .split(' '),
); // prettier-ignore

/** One name may stand in a text that no shell would take for it; it is looked for all the same, and found or not. */
const NAME = /^[^/\s*?[\]{}$`"'\\;|&<>()~!#=\p{Cc}]{1,255}$/u;

export function soughtPrograms(actions: readonly Action[]): {
  readonly sought: SoughtPrograms;
  readonly openEnded: readonly string[];
} {
  const names = new Set<string>();
  const folders = new Set<string>();
  const openEnded = new Set<string>();
  for (const action of actions) {
    if (action.kind !== 'shell.run') continue;
    const { programs, text } = action.command;
    for (const { given, via } of programs) {
      // Behind a wrapper (`env echo`) a file of that name is run after all.
      if (!NAME.test(given) || (BUILTINS.has(given) && via.length === 0)) continue;
      names.add(given);
    }
    for (const folder of foldersSaid(text))
      if (folder === undefined) openEnded.add('where it looks for programs is known only when it runs');
      else folders.add(folder);
  }
  const [{ origin } = { origin: {} as Partial<Action['origin']> }] = actions;
  return {
    sought: {
      names: [...names].slice(0, MAX_SOUGHT),
      ...(origin.cwd === undefined ? {} : { cwd: origin.cwd }),
      ...(origin.home === undefined ? {} : { home: origin.home }),
      folders: [...folders].slice(0, MAX_FOLDERS),
    },
    openEnded: [
      ...openEnded,
      ...(names.size > MAX_SOUGHT || folders.size > MAX_FOLDERS ? [TOO_MANY_FILES] : []),
    ],
  };
}

/** `PATH=~/x:$PATH deploy`, `export PATH="$PATH:bin"`. Undefined for a folder that only the shell knows. */
function* foldersSaid(text: string): Generator<string | undefined> {
  for (const [, double, single, plain] of text.matchAll(
    /\bPATH\+?=(?:"([^"]{0,4096})"|'([^']{0,4096})'|([^\s;&|"'()]{0,4096}))/g,
  ))
    for (const part of (double ?? single ?? plain ?? '').split(':')) {
      const folder = part
        .replace(/^(?:\$HOME|\$\{HOME\})(?=\/|$)/, '~')
        .replace(/^\$(?:PWD|\{PWD\})(?=\/|$)/, '.');
      if (folder === '$PATH' || folder === '${PATH}') continue;
      yield /[$`*?\\]/.test(folder) ? undefined : folder === '' ? '.' : folder;
    }
}
