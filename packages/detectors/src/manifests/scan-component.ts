/**
 * Judges a skill, plugin, server or client config before it is used. Owns: the order of reading, what files mean together,
 * and what becomes of the findings (one a place and rule, the gravest first). Must never: throw, run what it reads, or trust
 * a file's word about itself. To add a rule over text: a row in the table of its subject under `rules/`, with a text it
 * finds and one it leaves. To add one over JSON: a `JsonLook` under `readers/`.
 */
import { componentFromPath, kindOf, roleOf } from './component-kind.ts';
import type {
  Component,
  ComponentFile,
  ComponentFinding,
  ComponentReport,
  FindingLevel,
  ScanOptions,
} from './component-report.ts';
import { compareWithPins } from './definitions.ts';
import { gradeOf } from './grade.ts';
import { lineIndexOf, type LineIndex } from './line-index.ts';
import { comparePurpose, type Abilities, type AbilityUse, type Declared } from './purpose.ts';
import { raise, type Raised } from './raise.ts';
import { SUBJECTS } from './rules/subjects.ts';
import { scanFile } from './scan-file.ts';
import type { Ability } from './text-rule.ts';
import { unreadFindings } from './unread-files.ts';

const MOST_FINDINGS_A_FILE = 200;
/** What the assistant is told to do, it does; the other abilities are a program's. */
const TOLD_IN_WORDS: ReadonlySet<Ability> = new Set([
  'names-receiver',
  'reads-private-stores',
  'destroys-data',
]);
const RANK: Readonly<Record<FindingLevel, number>> = { block: 0, warn: 1, note: 2 };

export function scanComponent(files: readonly ComponentFile[], options: ScanOptions = {}): ComponentReport {
  const findings: ComponentFinding[] = [...unreadFindings(files)];
  const components = new Map<string, Component>();
  const truncated = files.flatMap((file) => ('unread' in file ? [`${file.path}: ${file.unread}`] : []));
  const abilities = new Map<Ability, AbilityUse[]>();
  const declared: { readonly path: string; readonly declared: Declared }[] = [];
  const lines = new Map<string, LineIndex>();
  const placed = (path: string, raised: Raised): ComponentFinding => {
    const { line, column } = lines.get(path)?.(raised.start) ?? { line: 1, column: 1 };
    return { ...raised, path, line, column };
  };
  const name = (component: Component): void => {
    components.set(`${component.kind} ${component.name} ${component.path}`, component);
  };

  for (const file of files) {
    const fromPath = componentFromPath(file);
    if (fromPath !== undefined) name(fromPath);
    if ('unread' in file) continue;
    const scan = scanFile(file, options.knownNames ?? []);
    lines.set(file.path, lineIndexOf(file.text));
    findings.push(...scan.raised.slice(0, MOST_FINDINGS_A_FILE).map((raised) => placed(file.path, raised)));
    if (scan.raised.length > MOST_FINDINGS_A_FILE) truncated.push(`${file.path}: findings`);
    truncated.push(...scan.truncated.map((what) => `${file.path}: ${what}`));
    scan.components.forEach(name);
    if (scan.declared !== undefined) declared.push({ path: file.path, declared: scan.declared });
    // What a text for people shows as an example is not what the component does.
    const isProgram = isRun(file.path, files.length);
    for (const [ability, places] of scan.abilities)
      if (isProgram || TOLD_IN_WORDS.has(ability))
        for (const place of places.slice(0, 8))
          abilities.set(ability, [
            ...(abilities.get(ability) ?? []),
            { path: file.path, place, text: file.text.slice(place.start, place.end) },
          ]);
  }
  for (const one of declared) findings.push(...purposeFindings(one, abilities, placed));
  for (const { path, raised } of acrossFiles(findings, abilities)) findings.push(placed(path, raised));
  for (const { path, raised } of compareWithPins(files, options)) findings.push(placed(path, raised));

  const sorted = onePerPlace(findings);
  return {
    kind: kindOf(files.map(({ path }) => roleOf(path))),
    components: [...components.values()],
    findings: sorted,
    grade: gradeOf(sorted),
    truncated: [...new Set(truncated)],
  };
}

const isRun = (path: string, count: number): boolean => {
  const role = roleOf(path);
  return role === 'script' || role === 'other' || role === 'hooks' || count === 1;
};

/** A description speaks for the files in and below its own folder. */
function purposeFindings(
  { path, declared }: { readonly path: string; readonly declared: Declared },
  abilities: Abilities,
  placed: (path: string, raised: Raised) => ComponentFinding,
): readonly ComponentFinding[] {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/') + 1)).replace(/\.claude-plugin\/$/, '');
  const own = new Map(
    [...abilities].map(([ability, uses]) => [ability, uses.filter((use) => use.path.startsWith(folder))]),
  );
  return comparePurpose(declared, own).map((one) => placed(one.path ?? path, one.raised));
}

/** One file takes, another sends: neither would be said alone. */
function* acrossFiles(
  findings: readonly ComponentFinding[],
  abilities: Abilities,
): Generator<{ path: string; raised: Raised }> {
  const opened = findings.find(
    ({ rule, level, path }) => rule === 'reads-secret-file' && level !== 'note' && roleOf(path) === 'script',
  );
  const sender = (abilities.get('sends') ?? []).find(({ path }) => path !== opened?.path);
  const isSaid = findings.some(({ rule }) => rule === 'credentials-leave');
  if (opened !== undefined && sender !== undefined && !isSaid)
    yield {
      path: opened.path,
      raised: raise(
        'credentials-leave',
        'block',
        SUBJECTS.leaking,
        `Opens secret files, and ${sender.path} sends data away`,
        opened,
      ),
    };
}

function onePerPlace(findings: readonly ComponentFinding[]): readonly ComponentFinding[] {
  const kept = new Map<string, ComponentFinding>();
  for (const one of findings) {
    const key = `${one.rule}\n${one.path}\n${one.line}\n${one.title}`;
    const known = kept.get(key);
    if (known === undefined || RANK[one.level] < RANK[known.level]) kept.set(key, one);
  }
  return [...kept.values()].toSorted(
    (a, b) =>
      RANK[a.level] - RANK[b.level] || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start),
  );
}
