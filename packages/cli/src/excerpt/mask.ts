import { showHidden } from './show-hidden.ts';
import type { Span } from './text-places.ts';

const SHOWN_UNITS = 4;

/** What is said of a secret in place of it: its first characters and its length; of a short one less, or nothing. */
export function mask(secret: string): string {
  const shown = Math.min(SHOWN_UNITS, Math.floor(secret.length / 4));
  const characters = Array.from(secret);
  return `${showHidden(characters.slice(0, shown).join(''))}…(${characters.length} characters)`;
}

/** Spans in order with those that touch made one, so that what two rules saw is masked once. */
export function unite(spans: readonly Span[]): readonly Span[] {
  const united: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = united.at(-1);
    if (last !== undefined && start < last.end)
      united[united.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else if (end > start) united.push({ start, end });
  }
  return united;
}
