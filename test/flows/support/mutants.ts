/*
 * Code that is broken on purpose in a copy, to see that its tests notice. All copies are run in one go, by the tests
 * that the mutants name; the copy `as-it-is` by all of them.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';

export type Mutant = {
  readonly what: string;
  /** Below `packages/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The test that must notice, below `packages/` too. */
  readonly by: string;
};

/** How many tests failed: of the code as it is, and of each mutant in their order. */
export type MutantFailures = { readonly asItIs: number; readonly mutants: readonly number[] };

const ROOT = process.cwd();
/** Inside the repository, so that libraries are found; thrown away afterwards. */
const BUILD = join(ROOT, '.build');

/** `parts`: folders below `packages/` that are copied, with no other tests than those that are named. */
export async function runMutants(
  name: string,
  parts: readonly string[],
  mutants: readonly Mutant[],
): Promise<MutantFailures> {
  mkdirSync(BUILD, { recursive: true });
  const folder = mkdtempSync(join(BUILD, `${name}-`));
  try {
    lay(join(folder, 'as-it-is'), parts, [...new Set(mutants.map(({ by }) => by))]);
    for (const [index, { file, from, to, by }] of mutants.entries()) {
      const copy = join(folder, `mutant-${index}`);
      // The other packages are the repository's own, whichever copy asks for them.
      lay(
        copy,
        parts.filter((part) => part.startsWith(`${file.split('/')[0]}/`)),
        [by],
      );
      const path = join(copy, file);
      const text = readFileSync(path, 'utf8');
      // A mutant that changes nothing, or more than it says, would prove nothing.
      if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`);
      writeFileSync(
        path,
        text.replace(from, () => to),
      );
    }
    const failures = await failuresIn(folder);
    const of = (copy: string): number => {
      const failed = failures.get(copy);
      // Of a copy that could not even be read no test was run, and nothing noticed anything.
      if (failed === undefined) throw new Error(`${copy} was not run`);
      return failed;
    };
    return { asItIs: of('as-it-is'), mutants: mutants.map((_, index) => of(`mutant-${index}`)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lay(copy: string, parts: readonly string[], tests: readonly string[]): void {
  for (const part of parts)
    cpSync(join(ROOT, 'packages', part), join(copy, part), {
      recursive: true,
      filter: (path) =>
        !path.endsWith('.test.ts') || tests.some((each) => path.endsWith(each.replaceAll('/', sep))),
    });
  // What tests read of the repository by a path from its top.
  for (const each of readdirSync(copy, { recursive: true, withFileTypes: true })) {
    if (!each.isFile() || !each.name.endsWith('.ts')) continue;
    const path = join(each.parentPath, each.name);
    const text = readFileSync(path, 'utf8');
    const placed = text.replaceAll('`policies/', () => `\`${join(ROOT, 'policies')}/`);
    if (placed !== text) writeFileSync(path, placed);
  }
}

async function failuresIn(folder: string): Promise<ReadonlyMap<string, number>> {
  const config = join(folder, 'vitest.config.mjs');
  // In one place, so that what is not copied is read once; a copy's own files have paths of their own.
  const test = { include: ['**/*.test.ts'], isolate: false };
  writeFileSync(config, `export default { test: ${JSON.stringify(test)} };\n`);
  const report = join(folder, 'report.json');
  await promisify(execFile)(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      `--root=${folder}`,
      `--config=${config}`,
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    // Red is what is hoped for; whether it ran at all says the report.
    { timeout: 240_000, env: { PATH: process.env['PATH'] ?? '' } },
  ).catch(() => {});
  // Vitest's own form.
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; assertionResults: { status: string }[] }[];
  };
  const failures = new Map<string, number>();
  for (const { name, assertionResults } of testResults) {
    const [copy = ''] = relative(folder, name).split(sep);
    if (assertionResults.length === 0) throw new Error(`${name} could not be run`);
    const failed = assertionResults.filter(({ status }) => status === 'failed').length;
    failures.set(copy, (failures.get(copy) ?? 0) + failed);
  }
  return failures;
}
