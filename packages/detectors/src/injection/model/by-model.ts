import type { TextRole } from '../../detection.ts';
import type { View } from '../../normalise/view.ts';
import type { Sighting } from '../injection-rule.ts';
import type { Reading } from '../read-words.ts';
import { scoreSentences, type InjectionModel, type Scored } from './injection-model.ts';
import kept from './injection-model.json' with { type: 'json' };
import { readModel } from './read-model.ts';

export const SHIPPED_MODEL = readModel(kept);

/**
 * From which score on a text of up to ten sentences is warned of. Files and manifests are full of orders to people and to
 * programs. Each doubling of a text's length asks for a little more: a long text has more chances to look like an attack.
 */
const WARN_FROM: Readonly<Record<TextRole, number>> = {
  'tool-result': 2.4,
  file: 2.75,
  manifest: 2.75,
  prompt: Number.POSITIVE_INFINITY,
  command: Number.POSITIVE_INFINITY,
};
const MORE_A_DOUBLING = 0.35;
const FEW_SENTENCES = 10;
/** So far above the warning a score blocks, where the text was also hidden or encoded. */
const BLOCK_ABOVE = 1.5;
const MOST = 4;

/** An entry of a list that is all in quotation marks shows what a person may say; it has to look much more like an order. */
const MORE_IF_QUOTED = 1.5;
const LISTED_QUOTE = /^(?:[-*+]|\d{1,3}[.)])[ \t]{1,4}["“„«']/u;
const isListedQuote = (text: string, start: number): boolean =>
  LISTED_QUOTE.test(text.slice(start, start + 12));

/** What nobody sees who looks at the text. */
const isOutOfSight = ({ kind }: View): boolean =>
  kind === 'hidden' || kind === 'smuggled' || kind === 'decoded';

/** The few runs of sentences that look most like an order to an agent. */
export function byModel(
  view: View,
  reading: Reading,
  role: TextRole,
  model: InjectionModel,
): readonly Sighting[] {
  const { sentences } = reading;
  const doublings = Math.max(0, Math.log2(sentences.length / FEW_SENTENCES));
  const from = WARN_FROM[role] + MORE_A_DOUBLING * doublings;
  const best: Scored[] = [];
  scoreSentences(model, reading, from, (scored) => {
    const start = sentences[scored.first]?.start ?? 0;
    if (scored.score < from + MORE_IF_QUOTED && isListedQuote(view.text, start)) return;
    best.push(scored);
    if (best.length > 4 * MOST) best.sort((a, b) => b.score - a.score).splice(MOST);
  });
  const isHidden = isOutOfSight(view);
  return best
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ first, last, score }) => ({
      kind: isHidden ? 'hidden-instruction' : 'model-score',
      level: isHidden && score >= from + BLOCK_ABOVE ? 'block' : 'warn',
      confidence: confidenceOf(score - from),
      start: sentences[first]?.start ?? 0,
      end: sentences[last - 1]?.end ?? 0,
    }));
}

/** Even chances at the warning; see the table that `measure.ts` prints. */
const confidenceOf = (above: number): number => Math.min(0.9, Number((0.5 + 0.12 * above).toFixed(2)));
