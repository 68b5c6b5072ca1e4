/** Grades of installed packages, each judged as one component: real code that nobody wrote for this. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scanComponent } from '../../src/manifests/scan-component.ts';

const MODULES = fileURLToPath(new URL('../../../../node_modules/', import.meta.url));
const TEXT = /\.(?:[cm]?[jt]s|md|json|sh|py)$/;
const MOST_FILES = 25;
const MOST_BYTES = 60_000;

export type InstalledGrade = {
  readonly name: string;
  readonly grade: string;
  readonly rules: readonly string[];
};

/** Of each package, this project's own left out, whose tests hold attacks: the first text files in order of their names; large ones are left out. */
export function installedGrades(most: number): readonly InstalledGrade[] {
  const grades: InstalledGrade[] = [];
  for (const name of packageNames()) {
    if (grades.length >= most) break;
    const files = filesOf(join(MODULES, name));
    if (files.length === 0) continue;
    const { grade, findings } = scanComponent(files);
    const rules = findings.filter(({ level }) => level !== 'note').map(({ rule, path }) => `${rule} ${path}`);
    grades.push({ name, grade, rules: [...new Set(rules)] });
  }
  return grades;
}

const packageNames = (): readonly string[] =>
  readdirSync(MODULES)
    .filter((name) => !name.startsWith('.') && name !== '@sallyport')
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(MODULES, name)).map((below) => join(name, below)) : [name],
    )
    .toSorted();

function filesOf(folder: string): readonly { readonly path: string; readonly text: string }[] {
  if (!statSync(folder).isDirectory()) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => TEXT.test(path) && !path.includes('node_modules'))
    .toSorted()
    .filter((path) => {
      const found = statSync(join(folder, path));
      return found.isFile() && found.size <= MOST_BYTES;
    })
    .slice(0, MOST_FILES)
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}
