/** Texts in which nothing should be found: what tools print and people write, and the files of the installed packages. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRows } from './held-back.ts';

export type BenignSet = { readonly name: string; readonly texts: readonly string[] };

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const READABLE = /\.(?:md|ts|js|mjs|cjs|json|ya?ml|txt|html|css|map)$/;
const MOST_FILES = 150;
const MOST_UNITS = 200_000;

export const benignSets = (): readonly BenignSet[] => [
  { name: 'tldr commands', texts: readRows('commands.tldr-half').map(({ text }) => text) },
  { name: 'presidio sentences', texts: readRows('pii.presidio-half').map(({ text }) => text) },
  { name: 'bipia documents', texts: readRows('injection.bipia-train').map(({ text }) => text) },
  { name: 'package files, held back', texts: packageFiles('held back') },
  {
    name: 'documents of this repository',
    texts: ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'package-lock.json'].map(read),
  },
];

/** The words of the filter and its thresholds came from one half of the packages; the other half only measures. */
export const packageFiles = (half: 'tuning' | 'held back'): readonly string[] => {
  const modules = join(root, 'node_modules');
  return packagesIn(modules)
    .filter((name) => isHeldBack(name) === (half === 'held back'))
    .flatMap((name) => filesIn(join(modules, name)).slice(0, MOST_FILES))
    .map((file) => readFileSync(file, 'utf8').slice(0, MOST_UNITS));
};

/** Their false alarms were read, so they measure no more. */
const READ = new Set(['axe-core', '@tanstack/react-query']);

const isHeldBack = (name: string): boolean =>
  !READ.has(name) && (createHash('sha256').update(`package ${name}`).digest()[0] ?? 0) % 2 === 1;

const packagesIn = (modules: string): readonly string[] =>
  readdirSync(modules)
    // Our own packages are links, and their tests are full of invented secrets.
    .filter((name) => !name.startsWith('.') && name !== '@sallyport')
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
    )
    .toSorted();

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path);
      return entry.isFile() && READABLE.test(entry.name) ? [path] : [];
    });

const read = (name: string): string =>
  existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : '';
