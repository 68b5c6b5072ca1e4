/** Packages that commands in a text, or a requirements file, would install; those that look like a known one are findings. */
import type { KnownName } from '../component-report.ts';
import { raise, type Raised } from '../raise.ts';
import { SUBJECTS } from '../rules/subjects.ts';
import { findLookAlike } from './look-alike.ts';

const INSTALLS =
  /\b(?:(pip3?|uv|uv pip|pipx|poetry|npm|pnpm|yarn|bun)(?: global)? (?:install|add|i|dlx|tool run|exec)|(uvx|npx|bunx)) ((?:--?[\w-]{1,30}(?:=\S{1,40})? ){0,4}@?[A-Za-z][\w./@=<>~!,[\]-]{1,80}(?: @?[A-Za-z-][\w./@=<>~!,[\]-]{1,80}){0,11})/g;
const MOST_COMMANDS = 400;
const MOST_NAMES = 200;
const PYTHON = /^(?:pip|uv|pipx|poetry)/;
const INSTALLED = /^[\w@][\w./-]{2,80}/;

export function findInstalledLookAlikes(
  text: string,
  isRequirements: boolean,
  ofTheHouse: readonly KnownName[],
): readonly Raised[] {
  const raised: Raised[] = [];
  const asked = new Set<string>();
  const look = (registry: 'npm' | 'pypi', word: string, start: number): void => {
    const name = INSTALLED.exec(word.replace(/(?<=.)@.*$|[=<>~![,].*$/, ''))?.[0];
    if (name === undefined || asked.size >= MOST_NAMES || asked.has(name)) return;
    asked.add(name);
    const like = findLookAlike(registry, name, ofTheHouse);
    if (like !== undefined)
      raised.push(
        raise(
          'look-alike-package',
          'warn',
          SUBJECTS.looks,
          `Installs a package whose name looks like ${like.known}`,
          { start, end: start + word.length },
        ),
      );
  };
  if (isRequirements) {
    let at = 0;
    for (const line of text.split('\n', MOST_COMMANDS)) {
      look('pypi', line.trim(), at);
      at += line.length + 1;
    }
    return raised;
  }
  let count = 0;
  for (const { 0: command, 1: installer, 2: runner = '', 3: words = '', index } of text.matchAll(INSTALLS)) {
    if (++count > MOST_COMMANDS) break;
    let at = index + command.length - words.length;
    for (const word of words.split(' ')) {
      if (/^@?[a-z]/i.test(word)) look(PYTHON.test(installer ?? runner) ? 'pypi' : 'npm', word, at);
      at += word.length + 1;
    }
  }
  return raised;
}
