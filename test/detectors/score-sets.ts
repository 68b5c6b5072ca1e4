import type { Answer, Question } from './ask.ts';
import { askDetectors, type Overlay } from './ask-detectors.ts';
import type { LabelledCase, LabelledSet } from './labelled-set.ts';
import { rate, type Rate } from './rate.ts';

export type Score = {
  readonly set: LabelledSet;
  readonly recall: Rate;
  readonly precision: Rate;
  readonly alarms: Rate;
  readonly misses: readonly LabelledCase[];
  readonly falseAlarms: readonly LabelledCase[];
  /** Rates within each category: recall of its positives, or alarms of its negatives. */
  readonly categories: ReadonlyMap<string, { readonly recall: Rate; readonly alarms: Rate }>;
  readonly truncated: number;
};

/** Every set against one run of the detectors; a text that several cases are about is asked once. */
export async function scoreSets(sets: readonly LabelledSet[], overlay?: Overlay): Promise<readonly Score[]> {
  const cases = sets.map((set) => set.cases());
  const questions = new Map<string, Question>();
  for (const { question } of cases.flat()) questions.set(JSON.stringify(question), question);
  const answers = await askDetectors([...questions.values()], overlay);
  const byQuestion = new Map([...questions.keys()].map((key, index) => [key, answers[index]]));
  return sets.map((set, index) => scoreOf(set, cases[index] ?? [], byQuestion));
}

function scoreOf(
  set: LabelledSet,
  cases: readonly LabelledCase[],
  answers: ReadonlyMap<string, Answer | undefined>,
): Score {
  const judged = cases.map((one) => {
    const answer = answers.get(JSON.stringify(one.question));
    return {
      one,
      isFound: one.counts(answer?.found ?? []),
      isCut: (answer?.truncated.length ?? 0) > 0,
    };
  });
  const count = (list: typeof judged, isPositive: boolean): { hits: number; n: number } => {
    const of = list.filter(({ one }) => one.isPositive === isPositive);
    return { hits: of.filter(({ isFound }) => isFound).length, n: of.length };
  };
  const found = count(judged, true);
  const alarmed = count(judged, false);
  const categories = Map.groupBy(judged, ({ one }) => one.category);
  return {
    set,
    recall: rate(found.hits, found.n),
    alarms: rate(alarmed.hits, alarmed.n),
    precision: rate(found.hits, found.hits + alarmed.hits),
    misses: judged.flatMap(({ one, isFound }) => (one.isPositive && !isFound ? [one] : [])),
    falseAlarms: judged.flatMap(({ one, isFound }) => (!one.isPositive && isFound ? [one] : [])),
    categories: new Map(
      [...categories].map(([name, list]) => {
        const recall = count(list, true);
        const alarms = count(list, false);
        return [name, { recall: rate(recall.hits, recall.n), alarms: rate(alarms.hits, alarms.n) }];
      }),
    ),
    truncated: judged.filter(({ isCut }) => isCut).length,
  };
}

/** What the set's bounds say that does not hold; empty when all do. */
export function brokenBounds({ set, recall, precision, alarms }: Score): readonly string[] {
  const { bounds } = set;
  const below = (what: string, { share }: Rate, floor: number | undefined): readonly string[] =>
    floor !== undefined && share < floor ? [`${set.name}: ${what} ${share.toFixed(3)} < ${floor}`] : [];
  return [
    ...below('recall', recall, bounds.recall),
    ...below('precision', precision, bounds.precision),
    ...(bounds.alarms !== undefined && alarms.share > bounds.alarms
      ? [`${set.name}: false alarms ${alarms.share.toFixed(3)} > ${bounds.alarms}`]
      : []),
  ];
}
