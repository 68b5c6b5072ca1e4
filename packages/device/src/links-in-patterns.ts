import { opendirSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { PathUse } from '@sallyport/action-model';

/*
 * What a pattern meets on this file system: a shell that expands an asterisk and a slash goes through every link of that
 * folder, and a link of a repository may lead anywhere. Only links count here: what a pattern says without them is
 * known from its text. INVARIANT: bounded like everything that is looked up while the daemon answers nobody else;
 * what was not looked at any more is judged by the text of the pattern alone.
 */

const MAX_FOLDERS = 60;
const MAX_NAMES = 3000;
const MAX_FOUND = 64;
/** Links that lead to folders in which the rest of the pattern meets links again. */
const MAX_LINKS_DEEP = 3;
const MAX_ALTERNATIVES = 32;

export type Met = {
  readonly path: string;
  /** Of the pattern what is left behind the link, with its slash; empty where the link itself is meant. */
  readonly rest: string;
  /** Everything below is reached (`**`). */
  readonly recursive: boolean;
};
type Resolve = (path: string) => string | undefined;

export class LinksInPatterns {
  readonly #resolve: Resolve;
  #folders = MAX_FOLDERS;
  #names = MAX_NAMES;
  readonly #entries = new Map<string, readonly Dirent[]>();

  constructor(resolve: Resolve) {
    this.#resolve = resolve;
  }

  /** Where links that the pattern of a use meets really lead; regular files that it meets go to `onFile`. */
  met({ path, access }: Pick<PathUse, 'path' | 'access'>, onFile: (path: string) => void): readonly Met[] {
    const found: Met[] = [];
    const top = path.slice(0, path.lastIndexOf('/', path.search(/[*?[({]/)) + 1);
    for (const pattern of alternatives(path)) {
      const wildcard = pattern.search(WILD);
      if (wildcard < 0) {
        // One of a set of braces: a plain path, of which only its links could not be told from the text.
        const real = this.#resolve(pattern);
        if (real !== undefined && real !== pattern) this.#add(found, real, []);
        continue;
      }
      const slash = pattern.lastIndexOf('/', wildcard);
      if (slash < 0) continue;
      const start = pattern.slice(0, slash) || '/';
      const folder = this.#resolve(start);
      // Of a pattern without braces the start is known as well as any path.
      if (folder !== undefined && folder !== start && pattern !== path)
        this.#add(found, folder, pattern.slice(slash + 1).split('/'));
      if (folder !== undefined) this.#walk(folder, pattern.slice(slash + 1).split('/'), 0, found, onFile);
    }
    // Who removes a link leaves alone what it leads to; and to look at a folder of the same tree is to see nothing new.
    return found.filter(
      (each) =>
        each.rest !== '' || (access !== 'delete' && !(each.path.startsWith(top) && isFolder(each.path))),
    );
  }

  #walk(
    folder: string,
    [segment = '', ...rest]: readonly string[],
    links: number,
    found: Met[],
    onFile: (path: string) => void,
  ): void {
    if (found.length >= MAX_FOUND) return;
    if (segment === '') return rest.length > 0 ? this.#walk(folder, rest, links, found, onFile) : undefined;
    if (!WILD.test(segment)) {
      const inner = join(folder, segment);
      const real = this.#resolve(inner);
      if (real !== undefined && real !== inner) this.#follow(found, real, rest, false, links, onFile);
      else if (rest.length > 0) this.#walk(inner, rest, links, found, onFile);
      else onFile(inner);
      return;
    }
    const isDeep = segment === '**';
    if (isDeep && rest.length > 0) this.#walk(folder, rest, links, found, onFile);
    const matches = isDeep ? () => true : matcher(segment);
    for (const entry of this.#entriesOf(folder)) {
      const { name } = entry;
      if (!matches(name)) continue;
      const path = join(folder, name);
      // No shell and no search goes on behind a link that it met on its way down.
      if (isDeep && rest.length > 0 && entry.isSymbolicLink()) continue;
      const further = isDeep ? [segment, ...rest] : rest;
      if (entry.isSymbolicLink()) {
        const real = this.#resolve(path);
        if (real !== undefined) this.#follow(found, real, rest, isDeep, links, onFile);
      } else if (entry.isDirectory()) {
        if (further.length > 0) this.#walk(path, further, links, found, onFile);
      } else if (rest.length === 0) onFile(path);
    }
  }

  #follow(
    found: Met[],
    real: string,
    rest: readonly string[],
    recursive: boolean,
    links: number,
    onFile: (path: string) => void,
  ): void {
    this.#add(found, real, rest, recursive);
    if (rest.length > 0 && links < MAX_LINKS_DEEP) this.#walk(real, rest, links + 1, found, onFile);
  }

  #add(found: Met[], path: string, rest: readonly string[], recursive = false): void {
    if (found.length >= MAX_FOUND) return;
    const behind = rest.map((segment) => `/${segment}`).join('');
    if (!found.some((each) => each.path === path && each.rest === behind && each.recursive === recursive))
      found.push({ path, rest: behind, recursive });
  }

  #entriesOf(folder: string): readonly Dirent[] {
    const known = this.#entries.get(folder);
    if (known !== undefined) return known;
    if (--this.#folders < 0) return [];
    const entries: Dirent[] = [];
    try {
      const directory = opendirSync(folder);
      try {
        for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
          if (--this.#names < 0) break;
          entries.push(entry);
        }
      } finally {
        directory.closeSync();
      }
    } catch {
      // Not there, no folder, or not to be listed: a shell meets nothing in it either.
    }
    this.#entries.set(folder, entries);
    return entries;
  }
}

const WILD = /[*?[(]/;

const isFolder = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
};

/** `{a,b}/x` as `a/x` and `b/x`, as far as there are not too many; what is left has no braces that mean anything. */
function alternatives(pattern: string): readonly string[] {
  let all: readonly string[] = [pattern];
  while (all.length <= MAX_ALTERNATIVES) {
    let isDone = true;
    const next = all.flatMap((each) => {
      const [whole, before = '', inner = '', after = ''] = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(each) ?? [];
      if (whole === undefined) return [each];
      isDone = false;
      return inner.split(',').map((one) => before + one + after);
    });
    if (isDone) return all;
    all = next;
  }
  return all.slice(0, MAX_ALTERNATIVES);
}

/** Generous: a class or a group of a shell stands for any letter or any text. Each name is gone through once a star. */
function matcher(segment: string): (name: string) => boolean {
  const tokens: (string | symbol)[] = [];
  for (let at = 0; at < segment.length && tokens.length < 512; at++) {
    const letter = segment.charAt(at);
    if (segment.charAt(at + 1) === '(' && '@?*+!'.includes(letter)) continue;
    if (letter === '(') {
      const end = segment.indexOf(')', at);
      tokens.push(ANY);
      at = end < 0 ? segment.length : end;
    } else if (letter === '*') {
      if (tokens.at(-1) !== ANY) tokens.push(ANY);
    } else if (letter === '?') tokens.push(ONE);
    else if (letter === '[') {
      const end = endOfClass(segment, at);
      tokens.push(end < 0 ? '[' : ONE);
      if (end >= 0) at = end;
    } else tokens.push(letter);
  }
  return (name) => meets(tokens, name);
}

const [ONE, ANY] = [Symbol('one'), Symbol('any')];

function endOfClass(text: string, from: number): number {
  const named = /^\[[!^]?\]?(?:\[:[a-z]+:\]|[^\]])*\]/.exec(text.slice(from, from + 256))?.[0];
  return named === undefined ? -1 : from + named.length - 1;
}

function meets(tokens: readonly (string | symbol)[], name: string): boolean {
  let [at, token, star, mark] = [0, 0, -1, 0];
  while (at < name.length) {
    const wanted = tokens[token];
    if (wanted === ANY) {
      star = token++;
      mark = at;
    } else if (wanted === ONE || wanted === name.charAt(at)) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++mark;
    } else return false;
  }
  while (tokens[token] === ANY) token++;
  return token === tokens.length;
}
