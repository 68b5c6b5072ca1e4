/**
 * Instructions to the agent that stand in what it reads. This file owns which views of a text are looked at, how much
 * work one text may cost, and what becomes of several signs in one place; wordings are in `rules/`, the learned part in
 * `model/`. It must never look at a text as a whole: a few sentences at a time, so that an attack in the middle of a
 * long page weighs as much as alone. To add a wording: a row in a rule file, with a text it finds and one it leaves.
 */
import type { Detection, DetectorInput } from '../detection.ts';
import type { Normalised } from '../normalise/normalise.ts';
import type { View, ViewKind } from '../normalise/view.ts';
import { byModel } from './model/by-model.ts';
import { isReported } from './reported.ts';
import type { InjectionKind, InjectionRule, Sighting } from './injection-rule.ts';
import { readWords, type Reading } from './read-words.ts';
import { INJECTION_RULES } from './rules/all-rules.ts';
import { bits } from './word-classes.ts';
import { spelledOut } from './spelled-out.ts';
import { unwrapped, windowFrom, type Window } from './windows.ts';

export interface InjectionFindings {
  readonly found: readonly Detection[];
  /** `injection` if a limit left part of the text unread. */
  readonly truncated: readonly string[];
}

/** `visible` repeats what stands in the text anyway. Folding can make a Cyrillic word Latin, so both are looked at. */
const VIEWS: ReadonlySet<ViewKind> = new Set(['original', 'folded', 'smuggled', 'hidden', 'decoded']);
const MAX_FOUND = 24;
/** Code units that all patterns together may look at, for each unit of the text and at least. */
const RULE_UNITS = 600_000;
const SPELLING_UNITS = 60_000;

interface Budget {
  ruleUnits: number;
  spellingUnits: number;
  cut: boolean;
}

export function findInjection(
  normalised: Normalised,
  input: Pick<DetectorInput, 'role'>,
): readonly Detection[] {
  return findInjectionWithin(normalised, input).found;
}

export function findInjectionWithin(
  { views }: Normalised,
  { role }: Pick<DetectorInput, 'role'>,
): InjectionFindings {
  const budget: Budget = { ruleUnits: RULE_UNITS, spellingUnits: SPELLING_UNITS, cut: false };
  const found: Detection[] = [];
  for (const view of views) {
    if (!VIEWS.has(view.kind)) continue;
    for (const sighting of inView(view, role, budget)) {
      const [start, end] = view.toOriginal(sighting.start, sighting.end);
      const isKnown = found.some((other) => start < other.end && other.start < end);
      if (isKnown) continue;
      if (found.length >= MAX_FOUND) break;
      const { kind, level, confidence } = sighting;
      found.push({ detector: 'injection', rule: kind, level, confidence, start, end });
    }
  }
  return { found, truncated: budget.cut ? ['injection'] : [] };
}

/** A prompt is the user's own voice: only turns of a conversation that were pasted into it are said, and only as a warning. */
const PROMPT_KINDS: ReadonlySet<InjectionKind> = new Set(['fake-turn', 'smuggled-text']);

function inView(view: View, role: DetectorInput['role'], budget: Budget): readonly Sighting[] {
  const reading = readWords(view.text);
  const sightings: Sighting[] = view.kind === 'smuggled' ? smuggled(view, reading) : [];
  let from = 0;
  for (let first = 0; first < reading.sentences.length; first++) {
    const window = windowFrom(reading.sentences, first);
    if (!window || window.start < from) continue;
    const sighting = byRules(view.text, reading, window, budget);
    if (!sighting || isReported(view.text, sighting.start, sighting.end)) continue;
    sightings.push(sighting);
    from = sighting.end;
    if (sightings.length >= MAX_FOUND) {
      budget.cut = true;
      break;
    }
  }
  if (role === 'prompt')
    return sightings.filter(({ kind }) => PROMPT_KINDS.has(kind)).map((one) => ({ ...one, level: 'warn' }));
  const learned = byModel(view, reading, role).filter(
    ({ start, end }) => !sightings.some((other) => start < other.end && other.start < end),
  );
  return [...sightings, ...learned.filter(({ start, end }) => !isReported(view.text, start, end))];
}

/** Whoever writes words in characters that nobody sees does not write them for people. */
function smuggled({ text }: View, { words }: Reading): Sighting[] {
  if (words.count < 3) return [];
  return [{ kind: 'smuggled-text', level: 'block', confidence: 0.95, start: 0, end: text.length }];
}

function byRules(text: string, { sentences }: Reading, window: Window, budget: Budget): Sighting | undefined {
  const opening = sentences[window.first];
  if (!opening) return undefined;
  let piece: string | undefined;
  for (const rule of INJECTION_RULES) {
    if ((opening.kinds & rule.from) === 0 || (window.kinds & rule.needs) !== rule.needs) continue;
    if (budget.ruleUnits <= 0) {
      budget.cut = true;
      return undefined;
    }
    piece ??= unwrapped(text.slice(window.start, window.end));
    budget.ruleUnits -= piece.length;
    const sighting = tryRule(rule, piece, window.start);
    if (sighting) return sighting;
  }
  return bySpelling(text, window, budget);
}

function tryRule(rule: InjectionRule, piece: string, offset: number): Sighting | undefined {
  const match = rule.pattern.exec(piece);
  if (!match) return undefined;
  const { kind, level, confidence } = rule;
  const start = offset + match.index;
  return { kind, level, confidence, start, end: start + match[0].length };
}

const DISGUISE = /\p{L}[\d@$!|]\p{L}|(?:[a-z][ .\-_*]){7}|\b[\d@$!]\p{L}{3}/iu;
const SPELLABLE = bits('drop', 'order', 'prior', 'system');

/** Tried once more with misspelt words set right; offsets are then those of the whole window. */
function bySpelling(text: string, window: Window, budget: Budget): Sighting | undefined {
  const piece = text.slice(window.start, window.end);
  if ((window.kinds & SPELLABLE) === 0 && !DISGUISE.test(piece)) return undefined;
  if (budget.spellingUnits <= 0) return undefined;
  budget.spellingUnits -= piece.length;
  const spelled = spelledOut(piece);
  if (spelled === undefined) return undefined;
  const { sentences } = readWords(spelled);
  const kinds = sentences.reduce((sum, sentence) => sum | sentence.kinds, 0);
  for (const rule of INJECTION_RULES) {
    if ((kinds & rule.from) === 0 || (kinds & rule.needs) !== rule.needs) continue;
    budget.ruleUnits -= spelled.length;
    if (rule.pattern.test(spelled)) {
      const { kind, level, confidence } = rule;
      return { kind, level, confidence, start: window.start, end: window.end };
    }
  }
  return undefined;
}
