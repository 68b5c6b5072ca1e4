import { DecisionEvidence } from '@sallyport/action-model';
import { recordsBehind } from '@sallyport/device';
import type { RetainedDecision } from '@sallyport/policy-core';
import { failure, type Failure } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { tell } from '../terminal.ts';

const PROGRESS_EVERY_MS = 2_000;
/** Every record begins so; what does not is read whole. */
const AT = /^\{"v":1,"seq":\d+,"at":"([^"]+)"/;

export type Reading = { records: number; unreadable: number };

/** The decisions of this device's evidence, oldest first, a few at a time; the daemon may run or not. */
export async function* readDecisions(
  spool: string,
  sinceMs: number | undefined,
  reading: Reading,
): AsyncGenerator<RetainedDecision> {
  let toldAt = performance.now();
  for await (const { text } of recordsBehind(spool, 0)) {
    reading.records += 1;
    if (performance.now() - toldAt > PROGRESS_EVERY_MS) {
      toldAt = performance.now();
      tell(`read ${reading.records} records …`);
    }
    if (!text.includes('"type":"decision"')) continue;
    const at = AT.exec(text)?.[1];
    if (sinceMs !== undefined && at !== undefined && Date.parse(at) < sinceMs) continue;
    const record = decisionOf(text);
    if (record === 'unreadable') reading.unreadable += 1;
    else if (record !== undefined && (sinceMs === undefined || Date.parse(record.at) >= sinceMs))
      yield record;
  }
}

/** The line as it stands, not as the schema completes it: what a device did not know then must stay unknown. */
export function decisionOf(text: string): RetainedDecision | 'unreadable' | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'unreadable';
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'decision')
    return undefined;
  // The schema has just accepted exactly this.
  return DecisionEvidence.safeParse(value).success ? (value as RetainedDecision) : 'unreadable';
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A point in time, or how long ago: `2026-11-01`, `36h`, `7d`. */
export function sinceOf(text: string | undefined, nowMs: number): number | undefined | Failure {
  if (text === undefined) return undefined;
  const ago = /^(\d{1,6})([mhdw])$/.exec(text);
  // `Date.parse` takes almost anything, `7` as a year among them.
  const instant = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  const ms = ago === null ? instant : nowMs - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? Number.NaN);
  return Number.isNaN(ms)
    ? failure(`\`${text}\` is no time; write \`2026-11-01\`, or how long ago: \`36h\`, \`7d\``, EXIT.usage)
    : ms;
}
