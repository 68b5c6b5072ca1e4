import type { PinPlan } from '@sallyport/device';
import { plain } from '../terminal.ts';

const SHOWN = 20;

const some = (lines: readonly string[]): readonly string[] =>
  lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN), `  and ${lines.length - SHOWN} more`];

/** What a person looks at before a copy takes the place of another: versions, packages, files, and what was not run. */
export function planLines(plan: PinPlan): readonly string[] {
  const { before, version, packages, changes, scriptsNotRun } = plan;
  const versions = before === null ? version : `${before} → ${version}`;
  return [
    `${plan.package} ${versions}  ${plan.files} files, sha256 ${plan.tree}`,
    ...(before === null
      ? [`  with ${packages.length - 1} other packages`]
      : some(
          packages.map(
            ({ name, before: was, after }) => `  package ${name}: ${was ?? 'none'} → ${after ?? 'none'}`,
          ),
        )),
    ...(changes === null
      ? []
      : (['changed', 'added', 'removed'] as const).flatMap((how) =>
          some(ownFirst(changes[how], plan.package).map((path) => `  ${how}: ${path}`)),
        )),
    ...(scriptsNotRun.length === 0
      ? []
      : [`  install scripts not run, so what they build is missing: ${scriptsNotRun.join(', ')}`]),
  ].map(plain);
}

/** The server's own files before those of what it needs. */
const ownFirst = (paths: readonly string[], name: string): readonly string[] => {
  const isOwn = (path: string): boolean => path.startsWith(`node_modules/${name}/`);
  return [...paths.filter(isOwn), ...paths.filter((path) => !isOwn(path))];
};
