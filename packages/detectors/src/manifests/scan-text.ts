/** What the patterns say about one text, in every view of it that shows something, each place told once. */
import { atFirstUse } from '../at-first-use.ts';
import type { Normalised } from '../normalise/normalise.ts';
import type { View } from '../normalise/view.ts';
import type { FindingLevel } from './component-report.ts';
import { joinPieces } from './join-pieces.ts';
import { matchPatterns, preparePatterns } from './match-patterns.ts';
import { ABILITIES, TEXT_RULES } from './rules/all-rules.ts';
import { isSpokenOf } from './spoken-of.ts';
import type { Ability, AbilitySign, TextRule } from './text-rule.ts';

export type Place = { readonly start: number; readonly end: number };

export type TextMatch = Place & { readonly rule: TextRule; readonly level: FindingLevel };

export type TextFacts = {
  readonly matches: readonly TextMatch[];
  readonly abilities: ReadonlyMap<Ability, readonly Place[]>;
  readonly truncated: readonly string[];
};

/** More places of one kind tell a person nothing new. */
const MOST_PLACES = 24;

const prepared = atFirstUse(() => preparePatterns<TextRule | AbilitySign>([...TEXT_RULES, ...ABILITIES]));

type Reading = Pick<View, 'text' | 'toOriginal'> & { readonly isHidden: boolean };

export function scanText(text: string, { views }: Normalised): TextFacts {
  const matches: TextMatch[] = [];
  const abilities = new Map<Ability, Place[]>();
  const found = new Map<string, readonly Place[]>();
  const truncated = new Set<string>();
  for (const reading of readingsOf(text, views)) {
    const said = matchPatterns(prepared(), reading.text);
    for (const id of said.truncated) truncated.add(id);
    for (const match of said.matches) {
      const [start, end] = reading.toOriginal(match.start, match.end);
      const { rule } = match;
      if ('ability' in rule) {
        const known = abilities.get(rule.ability);
        if (known === undefined) abilities.set(rule.ability, [{ start, end }]);
        else if (known.length < MOST_PLACES) known.push({ start, end });
        continue;
      }
      const known = found.get(rule.id) ?? [];
      if (known.length >= MOST_PLACES || known.some((other) => start < other.end && other.start < end))
        continue;
      found.set(rule.id, [...known, { start, end }]);
      const isSoft =
        rule.mayBeSpokenOf !== undefined &&
        !reading.isHidden &&
        isSpokenOf(reading.text, match.start, rule.mayBeSpokenOf === 'before' ? match.start : match.end);
      matches.push({ rule, start, end, level: levelOf(rule, isSoft, reading.isHidden) });
    }
  }
  return { matches, abilities, truncated: [...truncated] };
}

/** What a person cannot see and the assistant would follow is worse than the same words in the open. */
function levelOf({ level }: TextRule, isSoft: boolean, isHidden: boolean): FindingLevel {
  if (isSoft) return 'note';
  return isHidden && level === 'warn' ? 'block' : level;
}

function* readingsOf(text: string, views: readonly View[]): Generator<Reading> {
  const joined = joinPieces(text);
  for (const view of views) {
    if (view.kind === 'visible') continue;
    yield { ...view, isHidden: view.kind === 'smuggled' || view.kind === 'hidden' };
  }
  if (joined !== undefined) yield { ...joined, isHidden: false };
}
