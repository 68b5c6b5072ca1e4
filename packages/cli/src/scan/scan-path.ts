/**
 * One path scanned: its files read within limits, judged by the detectors, and made into a report. Owns what belongs to
 * reading and not to any text (tricks of bundles, what was not read) and that no excerpt shows a secret; rules about content
 * belong to the detectors. Nothing is run and nothing is fetched.
 */
import {
  gradeOf,
  pinDefinitions,
  scanComponent,
  type ComponentFile,
  type ComponentFinding,
  type PinnedDefinition,
  type UnreadReason,
} from '@sallyport/detectors';
import {
  READ_LIMITS,
  readComponentFiles,
  type ComponentSource,
  type ReadLimits,
  type SourceFile,
} from '@sallyport/device';
import { elapsedMs } from '../elapsed.ts';
import { excerptOf } from '../excerpt/excerpt.ts';
import { unite } from '../excerpt/mask.ts';
import { placesIn } from '../excerpt/text-places.ts';
import { clientRecords } from './client-records.ts';
import { componentName } from './component-name.ts';
import { sha256 } from './pin-file.ts';
import { byGravity, type ScanFinding, type ScanOutcome } from './scan-report.ts';
import { secretFinding, secretsIn, withoutSecrets, type FileSecrets } from './secret-findings.ts';
import { cutFinding, trickFindings } from './trick-findings.ts';

/** As wide as an excerpt in data may be. */
const EXCERPT_CELLS = 120;

type HowToScan = {
  readonly excerptCells?: number | undefined;
  readonly limits?: ReadLimits;
  /** What was approved before; each change since is a finding. */
  readonly pinned?: readonly PinnedDefinition[];
};

export async function scanPath(
  path: string,
  { excerptCells = EXCERPT_CELLS, pinned = [], limits = READ_LIMITS }: HowToScan = {},
): Promise<ScanOutcome> {
  const startedAt = performance.now();
  const outcome = await readComponentFiles(path, { limits, isSkipped: clientRecords(path) });
  if (outcome.kind === 'cannot') return outcome;
  const { source } = outcome;
  const handed = source.files.flatMap(handOver);
  const judged = scanComponent(handed, { pinned, sha256 });
  const secrets = new Map(
    source.files.flatMap((file) => ('text' in file ? [[file.path, secretsIn(file.text)] as const] : [])),
  );
  const unread = new Set(
    handed.flatMap((file) => ('unread' in file ? [`${file.path}: ${file.unread}`] : [])),
  );
  const truncated = [
    ...source.cut,
    // What was not read at all is told file by file.
    ...judged.truncated.filter((one) => !unread.has(one)),
    ...[...secrets].flatMap(([name, { truncated: rules }]) => rules.map((rule) => `${name}: ${rule}`)),
  ];
  const findings = [
    ...judged.findings,
    ...trickFindings(source.tricks),
    ...secretFindings(source, secrets, judged.findings),
    ...(source.cut.length > 0 ? [cutFinding(source.cut)] : []),
  ].toSorted(byGravity);
  const texts = source.files.filter((file) => 'text' in file);
  return {
    kind: 'scanned',
    definitions: () => pinDefinitions(handed),
    report: {
      path,
      source: source.kind,
      kind: judged.kind,
      ...componentName(judged, source.files, path),
      grade: gradeOf(findings),
      counts: {
        block: findings.filter(({ level }) => level === 'block').length,
        warn: findings.filter(({ level }) => level === 'warn').length,
        note: findings.filter(({ level }) => level === 'note').length,
      },
      components: judged.components,
      findings: withExcerpts(findings, source.files, secrets, excerptCells),
      files: { read: texts.length, bytes: texts.reduce((sum, { bytes }) => sum + bytes, 0) },
      unread: source.files.flatMap((file) =>
        'unread' in file ? [{ path: file.path, bytes: file.bytes, why: file.unread }] : [],
      ),
      skipped: source.skipped,
      truncated,
      ms: elapsedMs(startedAt),
    },
  };
}

/** What the detectors are told of a file that was not read; nothing where there is nothing to judge. */
const HANDED: Readonly<Record<Extract<SourceFile, { unread: unknown }>['unread'], UnreadReason | undefined>> =
  {
    binary: 'binary',
    'too-large': 'too-large',
    unreadable: 'unreadable',
    special: 'unreadable',
    'link-out': 'link',
    'link-inside': undefined,
    media: undefined,
    // Told as tricks.
    encrypted: undefined,
    'unsafe-name': undefined,
  };

function handOver(file: SourceFile): readonly ComponentFile[] {
  if ('text' in file) return [{ path: file.path, text: file.text }];
  const unread = HANDED[file.unread];
  return unread === undefined ? [] : [{ path: file.path, bytes: file.bytes, unread }];
}

function secretFindings(
  source: ComponentSource,
  secrets: ReadonlyMap<string, FileSecrets>,
  known: readonly ComponentFinding[],
): readonly ComponentFinding[] {
  return source.files.flatMap((file) => {
    const found = secrets.get(file.path)?.told ?? [];
    if (!('text' in file) || found.length === 0) return [];
    const placeOf = placesIn(file.text);
    return found
      .filter(
        (one) =>
          !known.some(
            (other) => other.detector === 'secret' && other.path === file.path && other.start === one.start,
          ),
      )
      .map((one) => secretFinding(file.path, one, placeOf(one.start)));
  });
}

function withExcerpts(
  findings: readonly ComponentFinding[],
  files: readonly SourceFile[],
  secrets: ReadonlyMap<string, FileSecrets>,
  excerptCells: number,
): readonly ScanFinding[] {
  const texts = new Map(files.flatMap((file) => ('text' in file ? [[file.path, file.text] as const] : [])));
  const masks = new Map([...secrets].map(([path, { found }]) => [path, unite(found)]));
  return findings.map((raw) => {
    // A rule may quote what it found.
    const finding = { ...raw, title: withoutSecrets(raw.title), why: withoutSecrets(raw.why) };
    const text = texts.get(finding.path);
    // A finding about the whole of a file has no place, and so no line to show.
    if (text === undefined || finding.start === finding.end) return { ...finding, excerpt: null };
    return { ...finding, excerpt: excerptOf(text, finding, masks.get(finding.path) ?? [], excerptCells) };
  });
}
