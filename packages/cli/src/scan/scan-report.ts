import type {
  Component,
  ComponentFinding,
  ComponentKind,
  Definition,
  FindingLevel,
  Grade,
} from '@sallyport/detectors';
import type { ComponentSource, SourceFile } from '@sallyport/device';
import type { Excerpt } from '../excerpt/excerpt.ts';

/** A finding with the line it stands in: secrets masked, what nobody sees named. Null where it is about a whole file. */
export type ScanFinding = ComponentFinding & { readonly excerpt: Excerpt | null };

type Unread = Extract<SourceFile, { unread: unknown }>;

/** What `scan --json` prints for each path; a field may be added, none is renamed or taken away. See docs/scan.md. */
export type ScanReport = {
  /** As it was given. */
  readonly path: string;
  readonly source: ComponentSource['kind'];
  readonly kind: ComponentKind;
  readonly name: string | null;
  readonly version: string | null;
  readonly grade: Grade;
  readonly counts: Readonly<Record<FindingLevel, number>>;
  readonly components: readonly Component[];
  /** The gravest first, then by path and place. */
  readonly findings: readonly ScanFinding[];
  readonly files: { readonly read: number; readonly bytes: number };
  readonly unread: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly why: Unread['unread'];
  }[];
  readonly skipped: readonly string[];
  /** What was not looked at to the end, in words; empty for ordinary components. */
  readonly truncated: readonly string[];
  readonly ms: number;
};

export type ScanOutcome =
  | {
      readonly kind: 'scanned';
      readonly report: ScanReport;
      /** What may be pinned, once somebody has read it. */
      readonly definitions: () => readonly Definition[];
    }
  | { readonly kind: 'cannot'; readonly why: string };

const ORDER: Readonly<Record<FindingLevel, number>> = { block: 0, warn: 1, note: 2 };

export const byGravity = (a: ComponentFinding, b: ComponentFinding): number =>
  ORDER[a.level] - ORDER[b.level] || (a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1);

/** Whether a report holds something of at least this level. */
export const reaches = (report: ScanReport, threshold: FindingLevel): boolean =>
  report.findings.some(({ level }) => ORDER[level] <= ORDER[threshold]);
