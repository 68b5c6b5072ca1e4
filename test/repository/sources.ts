import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const packageNames = (): string[] =>
  readdirSync('packages', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

/** The source files below a folder, tests left out. */
export const sourceFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules'));

const STATEMENT = /^(?:import|export)\b[^;'"]*?\bfrom\s*'([^']+)'/gm;
const SIDE_EFFECT = /^import\s*'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

/** Every module specifier of a file: static, type-only, re-exported and dynamic. */
export const importsOf = (file: string): string[] => {
  const text = readFileSync(file, 'utf8');
  return [STATEMENT, SIDE_EFFECT, DYNAMIC].flatMap((form) =>
    [...text.matchAll(form)].map((match) => match[1] ?? ''),
  );
};
