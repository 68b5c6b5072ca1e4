/**
 * Judges a skill, plugin, server or client config before it is used. Owns: the order of reading, and what becomes of
 * the findings (one a place and rule, the gravest first). Must never: throw, run what it reads, or trust a file's word about
 * itself. To add a rule: see the README of this folder.
 */
import { componentFromPath, kindOf, roleOf } from './component-kind.ts';
import type { ComponentFile, ComponentReport, ScanOptions } from './component-report.ts';
import { gradeOf } from './grade.ts';
import { unreadFindings } from './unread-files.ts';

export function scanComponent(files: readonly ComponentFile[], _options: ScanOptions = {}): ComponentReport {
  const findings = unreadFindings(files);
  return {
    kind: kindOf(files.map(({ path }) => roleOf(path))),
    components: files.flatMap((file) => componentFromPath(file) ?? []),
    findings,
    grade: gradeOf(findings),
    truncated: files.flatMap((file) => ('unread' in file ? [`${file.path}: ${file.unread}`] : [])),
  };
}
