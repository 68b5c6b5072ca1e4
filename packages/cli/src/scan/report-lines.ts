import type { FindingLevel, Grade } from '@sallyport/detectors';
import { excerptLines } from '../excerpt/excerpt-lines.ts';
import { displayWidth } from '../excerpt/display-width.ts';
import { plain, style } from '../terminal.ts';
import { wrap } from '../wrap.ts';
import { closingLines } from './closing-lines.ts';
import { formatBytes } from './format-bytes.ts';
import type { ScanFinding, ScanReport } from './scan-report.ts';

/** Of one rule so many places are shown; the data has all of them. */
const MAX_PLACES = 3;
const INDENT = '    ';

const GRADE_STYLE: Readonly<Record<Grade, (text: string) => string>> = {
  A: style.green,
  B: style.green,
  C: style.yellow,
  D: style.yellow,
  F: style.red,
};

const LEVEL_MARK: Readonly<Record<FindingLevel, string>> = {
  block: style.red('✗ block'),
  warn: style.yellow('! warn '),
  note: style.dim('· note '),
};

const LEVEL_CELLS = 8;

/** What the grade comes to, in words that say what to do. */
const ADVICE: Readonly<Record<Grade, string>> = {
  A: 'nothing found',
  B: 'nothing to stop for; there is something to know',
  C: 'look at one thing before you use it',
  D: 'look at several things before you use it',
  F: 'do not use it',
};

/** A report for a person. Everything in it that came from what was scanned goes through `plain` or an excerpt. */
export function reportLines(report: ScanReport, columns: number): readonly string[] {
  return [
    ...headLines(report, columns),
    ...groupsOf(report.findings).flatMap((group) => ['', ...groupLines(group, columns)]),
    '',
    ...closingLines(report, columns),
  ];
}

function headLines(report: ScanReport, columns: number): readonly string[] {
  const grade = GRADE_STYLE[report.grade];
  const version = report.version === null ? '' : ` ${plain(report.version)}`;
  const name = report.name === null ? '' : ` ${style.bold(plain(report.name))}${version}`;
  const kind = report.kind === 'unknown' ? report.source : report.kind;
  const files = report.files.read === 1 ? '1 file' : `${report.files.read} files`;
  const holds = componentWords(report);
  return [
    `${grade(style.inverse(style.bold(` ${report.grade} `)))}  ${kind}${name}: ${grade(report.files.read === 0 && report.findings.length === 0 ? 'there was nothing to read' : ADVICE[report.grade])}`,
    ...wrap(
      `${plain(report.path)}, ${files} read, ${formatBytes(report.files.bytes)}${holds === '' ? '' : `; ${holds}`}`,
      columns - 5,
    ).map((line) => `     ${style.dim(line)}`),
  ];
}

/** What a client would load, counted; a thing that is only itself needs no count. */
function componentWords({ components }: ScanReport): string {
  if (components.length < 2) return '';
  const counts = new Map<string, number>();
  for (const { kind } of components) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`).join(', ');
}

/** The same rule at several places is one thing to understand. What was not read at all is told at the end. */
function groupsOf(findings: readonly ScanFinding[]): readonly (readonly ScanFinding[])[] {
  const groups = new Map<string, ScanFinding[]>();
  for (const finding of findings) {
    if (finding.level === 'note' && finding.rule.startsWith('unread-')) continue;
    const key = `${finding.level} ${finding.detector} ${finding.rule} ${finding.why} ${finding.fix}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function groupLines(group: readonly ScanFinding[], columns: number): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const inner = columns - INDENT.length;
  const more = group.length - MAX_PLACES;
  return [
    ...titleLines(first, columns),
    ...wrap(plain(first.why), inner).map((line) => INDENT + line),
    ...group.slice(0, MAX_PLACES).flatMap(placeLines),
    ...(more > 0
      ? [`${INDENT}${style.dim(`and ${more} more ${more === 1 ? 'place' : 'places'}; \`--json\` has all`)}`]
      : []),
    ...wrap(plain(first.fix), inner - 2).map(
      (line, index) => `${INDENT}${index === 0 ? style.green('→') : ' '} ${line}`,
    ),
    ...first.refs.map((ref) => `${INDENT}  ${style.dim(plain(ref))}`),
  ];
}

/** A title may quote a name of any length; the rule's own name comes after it where it fits. */
function titleLines({ level, title, rule }: ScanFinding, columns: number): readonly string[] {
  const lines = wrap(plain(title), columns - LEVEL_CELLS);
  const last = lines.at(-1) ?? '';
  const hasRoom = LEVEL_CELLS + displayWidth(last) + 2 + rule.length <= columns;
  const indent = ' '.repeat(LEVEL_CELLS);
  const shown = lines.map(
    (line, index) => (index === 0 ? `${LEVEL_MARK[level]} ` : indent) + style.bold(line),
  );
  const name = style.dim(plain(rule));
  return hasRoom ? [...shown.slice(0, -1), `${shown.at(-1) ?? ''}  ${name}`] : [...shown, indent + name];
}

function placeLines(finding: ScanFinding): readonly string[] {
  if (finding.excerpt === null)
    return finding.path === '.' ? [] : [`${INDENT}${style.cyan(plain(finding.path))}`];
  return [
    `${INDENT}${style.cyan(`${plain(finding.path)}:${finding.line}:${finding.column}`)}`,
    ...excerptLines(finding.excerpt, finding.line, INDENT),
  ];
}
