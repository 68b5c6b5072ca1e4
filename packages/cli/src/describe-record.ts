import { EvidenceRecord, type Verdict } from '@sallyport/action-model';
import { summarise } from '@sallyport/fleet-protocol';
import { plain, style } from './terminal.ts';

const LOOK: Record<Verdict, (text: string) => string> = {
  allow: style.green,
  warn: style.yellow,
  redact: style.cyan,
  'read-only': style.cyan,
  approve: style.magenta,
  block: style.red,
};

/** One evidence line for a person: time, what was enforced, what was done, why. */
export function describeRecord(line: string): string {
  const parsed = EvidenceRecord.safeParse(parseJson(line));
  if (!parsed.success) return style.red(`unreadable: ${plain(line.slice(0, 200))}`);
  const record = parsed.data;
  const at = style.dim(plain(record.at));
  const what = plain(summarise(record));
  if (record.type !== 'decision') return `${at} ${style.dim(record.type.padEnd(9))} ${what}`;
  const { enforced, reasons } = record.decision;
  const why =
    reasons[0] === undefined
      ? ''
      : style.dim(` — ${plain(reasons[0].say)} (${plain(`${reasons[0].policy}/${reasons[0].rule}`)})`);
  return `${at} ${LOOK[enforced](enforced.padEnd(9))} ${what}${why}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
