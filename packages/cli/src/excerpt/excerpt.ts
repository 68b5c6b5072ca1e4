import { displayWidth } from './display-width.ts';
import { mask } from './mask.ts';
import { showHidden } from './show-hidden.ts';
import type { Span } from './text-places.ts';

/** One line round a finding, safe to print: `found` is the finding itself, or as much of it as fits. */
export type Excerpt = { readonly before: string; readonly found: string; readonly after: string };

const CUT = '…';

/**
 * The line in which `span` begins, cut to about `maxCells`. Secrets (`allMasked`, united and in order) stand masked wherever
 * they are, also beside what was found; what can't be seen is named.
 */
export function excerptOf(text: string, span: Span, allMasked: readonly Span[], maxCells = 72): Excerpt {
  // Lines may be as long as files: only what may be shown is looked at.
  const lookBack = Math.max(0, span.start - 2 * maxCells);
  const lookAhead = Math.min(text.length, span.start + 8 * maxCells);
  const masked = allMasked.filter(({ start, end }) => start < lookAhead && end > lookBack);
  const breakBefore = text.slice(lookBack, span.start).lastIndexOf('\n');
  const breakAfter = text.slice(span.start, lookAhead).indexOf('\n');
  const lineStart = breakBefore < 0 ? lookBack : lookBack + breakBefore + 1;
  const lineEnd = withoutReturn(text, breakAfter < 0 ? lookAhead : span.start + breakAfter);
  // A find that begins or ends inside a secret is shown with the whole of it, so that it is said once.
  const foundStart = Math.max(
    lineStart,
    Math.min(span.start, around(span.start, masked)?.start ?? span.start),
  );
  const rawEnd = Math.max(span.start, Math.min(span.end, lineEnd));
  const foundEnd = Math.max(rawEnd, Math.min(lineEnd, around(rawEnd - 1, masked)?.end ?? rawEnd));
  // Only what may be shown is put together, however long the line is.
  const from = whole(text, Math.max(lineStart, foundStart - maxCells));
  const to = whole(text, Math.min(lineEnd, foundEnd + maxCells));
  const show = (start: number, end: number): string => showMasked(text, start, end, masked);

  const found = head(show(foundStart, whole(text, Math.min(foundEnd, foundStart + 4 * maxCells))), maxCells);
  const left = Math.max(0, maxCells - displayWidth(found));
  const rawBefore = show(from, foundStart);
  const before = tail(
    from === lineStart ? rawBefore.trimStart() : `${CUT}${rawBefore}`,
    Math.floor(left / 2),
  );
  const rawAfter = show(foundEnd, to);
  const after = head(to === lineEnd ? rawAfter : `${rawAfter}${CUT}`, left - displayWidth(before));
  return { before, found, after };
}

const around = (offset: number, masked: readonly Span[]): Span | undefined =>
  masked.find(({ start, end }) => start <= offset && offset < end);

/** The same place, or the next where no pair of surrogates is torn. */
const whole = (text: string, offset: number): number =>
  (text.codePointAt(offset - 1) ?? 0) > 0xff_ff ? offset + 1 : offset;

const withoutReturn = (text: string, end: number): number => (text[end - 1] === '\r' ? end - 1 : end);

/** A masked stretch is said once, where it begins or where the shown piece begins inside it. */
function showMasked(text: string, start: number, end: number, masked: readonly Span[]): string {
  if (start >= end) return '';
  let shown = '';
  let at = start;
  for (const span of masked) {
    if (span.end <= at || span.start >= end) continue;
    shown += showHidden(text.slice(at, Math.max(at, span.start))) + mask(text.slice(span.start, span.end));
    at = span.end;
  }
  return shown + (at < end ? showHidden(text.slice(at, end)) : '');
}

function head(text: string, maxCells: number): string {
  if (text === '' || displayWidth(text) <= maxCells) return text;
  return fitting(piecesOf(text), maxCells - 1).join('') + CUT;
}

function tail(text: string, maxCells: number): string {
  if (text === '' || displayWidth(text) <= maxCells) return text;
  return (
    CUT +
    fitting(piecesOf(text).toReversed(), maxCells - 1)
      .toReversed()
      .join('')
  );
}

/** Characters, with what stands for others (`⟨U+200B⟩`) in one piece, so that no half of it is left. */
const piecesOf = (text: string): readonly string[] => text.match(/⟨[^⟨⟩]{0,80}⟩|[^]/gu) ?? [];

function fitting(pieces: readonly string[], maxCells: number): string[] {
  let cells = 0;
  const kept: string[] = [];
  for (const piece of pieces) {
    cells += displayWidth(piece);
    if (cells > maxCells) break;
    kept.push(piece);
  }
  return kept;
}
