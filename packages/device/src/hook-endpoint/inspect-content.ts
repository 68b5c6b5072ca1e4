import { setImmediate } from 'node:timers/promises';
import type { ContentSample, Finding, SampleRole } from '@sallyport/action-model';
import { TOO_MANY_GRAVE, type DetectorInput, type TextRole } from '@sallyport/detectors';
import type { Inspected } from '../inspection/inspected.ts';
import { KeptFindings } from './kept-findings.ts';

/** Whoever looks at texts: the daemon's threads, or the detectors at once where there is no daemon. */
export type Inspect = (
  texts: readonly DetectorInput[],
  options: { readonly deadlineMs: number; readonly caller?: string },
) => Promise<readonly Inspected[]>;

/** Which detectors said it, for whoever compares findings of different days. */
const DETECTOR_VERSION = '1';

const TEXT_ROLES: Readonly<Record<SampleRole, TextRole>> = {
  command: 'command',
  content: 'file',
  code: 'file',
  prompt: 'prompt',
  message: 'prompt',
  query: 'prompt',
  arguments: 'prompt',
  result: 'tool-result',
};

/** An inspector takes this much at once; pieces overlap, so that nothing is lost in a cut. */
const PIECE = 240 * 1024;
const OVERLAP = 12 * 1024;
const MAX_TEXT = 4 * 1024 * 1024;
/** What nobody looked at, as against what a detector looked at for as long as it may. */
const NOT_LOOKED_AT: ReadonlySet<string> = new Set([
  'deadline',
  'too-long',
  'inspector-failed',
  'inspector-busy',
  TOO_MANY_GRAVE,
]);
const MANY = 256;
/** Said of a text of which lesser findings were left out; which they were, those that were kept can tell. */
const TOO_MANY = 'too-many-findings';

export type ContentFindings = {
  readonly findings: Finding[];
  /** One of each sort of which some may have been left out: whoever would take such ones out can't take out all. */
  readonly leftOut: readonly Finding[];
  /** Why somebody did not look at all of it; absent when everything was looked at. */
  readonly notInspected?: string;
};

/** The findings in these samples, each in the offsets of its own sample. */
export async function inspectContent(
  samples: readonly ContentSample[],
  inspect: Inspect,
  deadlineMs: number,
): Promise<ContentFindings> {
  const pieces = samples.flatMap(({ text, role }, sample) =>
    startsOf(text).map((from) => ({ sample, role, from, text: text.slice(from, from + PIECE) })),
  );
  const all = await lookAt(
    pieces.map(({ text, role }) => ({ text, role: TEXT_ROLES[role] })),
    inspect,
    deadlineMs,
  );
  const kept = new KeptFindings();
  const missing = new Set(samples.some(({ text }) => text.length > MAX_TEXT) ? ['too-long'] : []);
  for (const [place, piece] of pieces.entries()) {
    // Many pieces with many findings each would hold everybody else up.
    if (place > 0) await setImmediate();
    const { found, truncated } = all[place] ?? { found: [], truncated: ['inspector-failed'] };
    for (const why of truncated) if (NOT_LOOKED_AT.has(why)) missing.add(why);
    const here = found.map(({ start, end, ...said }) => ({
      ...said,
      start: start + piece.from,
      end: end + piece.from,
      role: piece.role,
      sample: piece.sample,
      detectorVersion: DETECTOR_VERSION,
    }));
    kept.add(here, truncated.includes(TOO_MANY));
  }
  const { findings } = kept;
  if (kept.isGraveLeftOut) missing.add(TOO_MANY_GRAVE);
  // To decide by many takes a turn of its own.
  if (findings.length > MANY) await setImmediate();
  return {
    findings,
    leftOut: kept.leftOut,
    ...(missing.size === 0 ? {} : { notInspected: [...missing].join(', ') }),
  };
}

const startsOf = (text: string): readonly number[] => {
  const starts: number[] = [];
  for (let from = 0; from < Math.min(text.length, MAX_TEXT); from += PIECE - OVERLAP) {
    starts.push(from);
    if (from + PIECE >= text.length) break;
  }
  return starts;
};

/** A fault in whoever looks is no clean text. */
const lookAt = async (
  texts: readonly DetectorInput[],
  inspect: Inspect,
  deadlineMs: number,
): Promise<readonly Inspected[]> => {
  try {
    return await inspect(texts, { deadlineMs });
  } catch {
    return [];
  }
};
