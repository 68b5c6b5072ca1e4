import { plain, style } from '../terminal.ts';
import { wrap } from '../wrap.ts';
import type { ScanReport } from './scan-report.ts';

type Why = ScanReport['unread'][number]['why'];

const WORDS: Readonly<Record<Why, string>> = {
  binary: 'programs, archives or data',
  media: 'pictures, typefaces or sounds',
  'too-large': 'too large',
  unreadable: 'could not be opened',
  'link-out': 'links that lead out or nowhere',
  'link-inside': 'links to folders inside',
  special: 'pipes, sockets or devices',
  encrypted: 'encrypted',
  'unsafe-name': 'names that lead out',
};
const MAX_NAMED = 3;
const PROMISE = 'Nothing was run and nothing was fetched. No finding is no proof that a component is safe.';

/** Counts, and everything that was not looked at: a report must not promise more than was read. */
export function closingLines(report: ScanReport, columns: number): readonly string[] {
  const { block, warn, note } = report.counts;
  const lines = [
    `${block + warn + note === 1 ? '1 finding' : `${block + warn + note} findings`}: ${block} block, ${warn} warn, ${note} note`,
    ...unreadWords(report),
    ...(report.skipped.length > 0
      ? [`left out: ${someOf(report.skipped)} (history, the client's own records)`]
      : []),
    ...truncatedWords(report),
  ];
  return [
    ...lines.flatMap((line) =>
      wrap(line, columns - 2).map((piece, index) => (index === 0 ? piece : `  ${piece}`)),
    ),
    ...wrap(PROMISE, columns).map(style.dim),
  ];
}

const MAX_TRUNCATED = 5;

/** What a rule did not see to its end is told by file, with the rules in one line. */
function truncatedWords({ truncated }: ScanReport): readonly string[] {
  const byFile = Map.groupBy(truncated, (one) => one.slice(0, one.lastIndexOf(': ') + 1));
  const said = [...byFile].flatMap(([file, all]) =>
    file === '' ? all.map(plain) : [`${plain(file)} ${someOf(all.map((one) => one.slice(file.length + 1)))}`],
  );
  const more = said.length - MAX_TRUNCATED;
  return [
    ...said.slice(0, MAX_TRUNCATED).map((one) => `not looked at to the end: ${one}`),
    ...(more > 0 ? [`not looked at to the end: ${more} more; \`--json\` has all`] : []),
  ];
}

function unreadWords({ unread }: ScanReport): readonly string[] {
  const byWhy = Map.groupBy(unread, ({ why }) => why);
  return [...byWhy].map(
    ([why, files]) => `not read: ${files.length} (${WORDS[why]}): ${someOf(files.map(({ path }) => path))}`,
  );
}

function someOf(paths: readonly string[]): string {
  const more = paths.length - MAX_NAMED;
  return paths.slice(0, MAX_NAMED).map(plain).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
