import { createHash } from 'node:crypto';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FindingLevel } from '@sallyport/detectors';
import type { ScanFinding, ScanReport } from './scan-report.ts';

const LEVEL: Readonly<Record<FindingLevel, 'error' | 'warning' | 'note'>> = {
  block: 'error',
  warn: 'warning',
  note: 'note',
};
/** What code scanning sorts by; it reads numbers as CVSS does. */
const SEVERITY: Readonly<Record<FindingLevel, string>> = { block: '9.0', warn: '5.0', note: '1.0' };

/**
 * Reports as SARIF 2.1.0, a run for each path. Files within the working folder are named from there, as code scanning
 * expects it in a checkout; others by their whole address.
 */
export const sarifLog = (reports: readonly ScanReport[], version: string, cwd: string): object => ({
  $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
  version: '2.1.0',
  runs: reports.map((report) => runOf(report, version, cwd)),
});

function runOf(report: ScanReport, version: string, cwd: string): object {
  const findings = report.findings.filter(
    ({ level, rule }) => level !== 'note' || !rule.startsWith('unread-'),
  );
  const rules = [...Map.groupBy(findings, ruleId).values()].flatMap(([first]) =>
    first === undefined ? [] : [first],
  );
  const ids = rules.map(ruleId);
  const seen = new Map<string, number>();
  return {
    tool: {
      driver: {
        name: 'Sallyport',
        semanticVersion: version,
        rules: rules.map(ruleOf),
      },
    },
    automationDetails: { id: `sallyport-scan/${report.path}/` },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: report.truncated.map((text) => ({
          level: 'warning',
          message: { text: `not looked at to the end: ${text}` },
        })),
      },
    ],
    results: findings.map((finding) => ({
      ruleId: ruleId(finding),
      ruleIndex: ids.indexOf(ruleId(finding)),
      level: LEVEL[finding.level],
      message: { text: `${finding.title}. ${finding.why} ${finding.fix}` },
      locations: [{ physicalLocation: locationOf(finding, report, cwd) }],
      partialFingerprints: { 'sallyportFinding/v1': fingerprint(finding, seen) },
    })),
    properties: { grade: report.grade },
  };
}

const ruleId = ({ detector, rule }: ScanFinding): string => `${detector}/${rule}`;

function ruleOf(finding: ScanFinding): object {
  const text = [finding.why, finding.fix, ...finding.refs].join('\n');
  return {
    id: ruleId(finding),
    shortDescription: { text: finding.title },
    fullDescription: { text: finding.why },
    help: { text },
    ...(finding.refs[0] === undefined ? {} : { helpUri: finding.refs[0] }),
    defaultConfiguration: { level: LEVEL[finding.level] },
    properties: { tags: ['security', finding.detector], 'security-severity': SEVERITY[finding.level] },
  };
}

function locationOf(finding: ScanFinding, report: ScanReport, cwd: string): object {
  const root = resolve(cwd, report.path);
  // A name that leads out is told of the bundle that holds it.
  const leadsOut = relative(root, join(root, finding.path)).startsWith('..');
  const at = report.source === 'file' || leadsOut ? root : join(root, finding.path);
  const artifactLocation = { uri: uriOf(at, cwd) };
  if (finding.excerpt === null) return { artifactLocation };
  return {
    artifactLocation,
    region: {
      startLine: finding.line,
      startColumn: finding.column,
      charOffset: finding.start,
      charLength: finding.end - finding.start,
    },
  };
}

function uriOf(at: string, cwd: string): string {
  const inside = relative(cwd, at);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return pathToFileURL(at).href;
  return inside === '' ? '.' : inside.split(sep).map(encodeURIComponent).join('/');
}

/** The same finding keeps its print when lines are added above it, or its file moves with its folder. */
function fingerprint(finding: ScanFinding, seen: Map<string, number>): string {
  const said = [finding.detector, finding.rule, finding.path, finding.excerpt?.found ?? ''].join('\0');
  const times = seen.get(said) ?? 0;
  seen.set(said, times + 1);
  return createHash('sha256').update(`${said}\0${times}`).digest('hex').slice(0, 32);
}
