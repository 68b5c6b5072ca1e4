/** What a person does not see: invisible characters, text turned round, text pushed out of the window, comments to the assistant. */
import type { Normalised } from '../normalise/normalise.ts';
import type { Feature, HiddenBy } from '../normalise/view.ts';
import { raise, type Raised } from './raise.ts';
import { SUBJECTS } from './rules/subjects.ts';

const { hidden } = SUBJECTS;

/** Flags are spelt with a few tag letters; a message needs more. */
const LEAST_SMUGGLED = 6;
const LEAST_ZERO_WIDTH = 8;
/** Folded away and alternative texts can be seen by whoever looks; these cannot. */
const UNSEEN: ReadonlySet<HiddenBy> = new Set(['html-comment', 'hidden-element', 'markdown-comment']);
const MOST_PIECE = 4000;
const FAR_COLUMNS = 160;
const FAR_LINES = 40;
/** A comment that speaks to the assistant, not to the next person who edits the file. */
const SPEAKS_TO_ASSISTANT =
  /\b(?:assistant|claude|llm|ai|agents?|model|system (?:note|prompt|instruction)|hidden instructions?|(?:when|before|after|while) (?:executing|running|using|processing|invoked|polishing|answering|responding)[^.\n]{0,40},?)\b[:,]?[^.\n]{0,80}\b(?:must|should|always|never|ignore|do not|don't|read|send|execute|run|include|append|fetch|post|call|upload|override|insert|output|follow|disregard)\b/i;

export function findHiddenText(text: string, { views }: Normalised): readonly Raised[] {
  const raised: Raised[] = [];
  const counts = new Map<string, { count: number; start: number; end: number }>();
  for (const view of views) {
    if (view.kind === 'smuggled') {
      const letters = view.text.match(/[A-Za-z]/g)?.length ?? 0;
      if (letters >= LEAST_SMUGGLED) {
        const [start, end] = view.toOriginal(0, view.text.length);
        raised.push(
          raise('invisible-text', 'block', hidden, 'Carries a text in invisible characters', { start, end }),
        );
      }
    }
    if (view.kind === 'hidden')
      for (const feature of view.features)
        if (UNSEEN.has(feature.what)) raised.push(...speakingPiece(text, feature));
    if (view.kind !== 'folded') continue;
    for (const { what, start, end, count } of view.features) {
      const known = counts.get(what);
      if (known === undefined) counts.set(what, { count, start, end });
      else known.count += count;
    }
  }
  const bidi = counts.get('bidi-control');
  if (
    bidi !== undefined &&
    /[\u202a\u202b\u202d\u202e\u2066-\u2068]/.test(text) &&
    !/[\u0590-\u08ff]/.test(text)
  )
    raised.push(
      raise('text-turned-round', 'warn', hidden, 'Makes text read in another order than it stands', bidi),
    );
  const zeroWidth = counts.get('zero-width');
  if (zeroWidth !== undefined && zeroWidth.count >= LEAST_ZERO_WIDTH)
    raised.push(raise('zero-width-text', 'warn', hidden, 'Hides characters between the letters', zeroWidth));
  const far = findFarText(text);
  if (far !== undefined)
    raised.push(raise('far-scrolled', 'warn', hidden, 'Pushes text out of the window with white space', far));
  return raised;
}

function speakingPiece(text: string, { start, end }: Feature): readonly Raised[] {
  const piece = text.slice(start, Math.min(end, start + MOST_PIECE));
  if (piece.length < 24 || !SPEAKS_TO_ASSISTANT.test(piece)) return [];
  return [
    raise('hidden-instructions', 'warn', hidden, 'Speaks to the assistant where a person does not see it', {
      start,
      end,
    }),
  ];
}

/** By hand rather than by pattern: a run of blanks is looked at once. */
function findFarText(text: string): { start: number; end: number } | undefined {
  let blanks = 0;
  let lines = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10) {
      lines++;
      blanks = 0;
    } else if (unit === 32 || unit === 9 || unit === 0xa0 || unit === 13) {
      if (blanks === 0 && lines === 0) start = at;
      blanks++;
    } else {
      const isFar = lines >= FAR_LINES || (blanks >= FAR_COLUMNS && /[A-Za-z<]/.test(text.charAt(at)));
      if (isFar) return { start, end: Math.min(text.length, at + 80) };
      blanks = 0;
      lines = 0;
      start = at;
    }
  }
  return undefined;
}
