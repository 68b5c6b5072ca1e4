/**
 * Instructions to the agent that stand in what it reads. This file owns which views of a text are looked at, how much
 * work one text may cost, and what becomes of several signs in one place; wordings are in `rules/`, the learned part in
 * `model/`. It must never look at a text as a whole: a few sentences at a time, so that an attack in the middle of a
 * long page weighs as much as alone. To add a wording: a row in a rule file, with a text it finds and one it leaves.
 */
import type { Detection, DetectorInput } from '../detection.ts';
import type { Normalised } from '../normalise/normalise.ts';
import { placeOf, type View, type ViewKind } from '../normalise/view.ts';
import { byModel, SHIPPED_MODEL } from './model/by-model.ts';
import type { InjectionModel } from './model/injection-model.ts';
import { isReported } from './reported.ts';
import type { InjectionKind, InjectionRule, Sighting } from './injection-rule.ts';
import { readWords, type Reading, type Sentence } from './read-words.ts';
import { INJECTION_RULES } from './rules/all-rules.ts';
import { NUMBER_BIT } from './word-classes.ts';
import { looksMisspelt, spelledOut } from './spelled-out.ts';
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
const RULE_UNITS = 2_000_000;
/** Different words that may be compared with those that are often misspelt on purpose. */
const SPELLINGS = 12_000;
const SPELLED_UNITS = 120_000;

interface Budget {
  ruleUnits: number;
  spellings: number;
  spelledUnits: number;
  readonly misspelt: Map<number, boolean>;
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
  /** Another model than the one that ships, to measure how it would fare. */
  model: InjectionModel = SHIPPED_MODEL,
): InjectionFindings {
  const budget: Budget = {
    ruleUnits: RULE_UNITS,
    spellings: SPELLINGS,
    spelledUnits: SPELLED_UNITS,
    misspelt: new Map(),
    cut: false,
  };
  const found: Detection[] = [];
  const whole = views.find(({ kind }) => kind === 'original')?.text ?? '';
  const hasFolded = views.some(({ kind }) => kind === 'folded');
  for (const view of views) {
    if (!VIEWS.has(view.kind)) continue;
    for (const sighting of inView(view, role, budget, hasFolded && view.kind === 'original', model)) {
      const [start, end] = placeOf(view, sighting, whole.length);
      const isKnown = found.some((other) => start < other.end && other.start < end);
      if (isKnown || (view.kind === 'decoded' && isReportedWhereItStands(whole, start, end))) continue;
      if (found.length >= MAX_FOUND) break;
      const { kind, level, confidence } = sighting;
      found.push({ detector: 'injection', rule: kind, level, confidence, start, end });
    }
  }
  return { found, truncated: budget.cut ? ['injection'] : [] };
}

/** Quotation marks and letters written as entities are decoded by themselves, without the text that tells of them. */
const isReportedWhereItStands = (whole: string, start: number, end: number): boolean =>
  whole.slice(Math.max(0, start - 8), end + 8).includes('&') && isReported(whole, start, end);

/** A prompt is the user's own voice: only turns of a conversation that were pasted into it are said, and only as a warning. */
const PROMPT_KINDS: ReadonlySet<InjectionKind> = new Set(['fake-turn', 'smuggled-text']);

/** `isRepeated`: the folded text says the same, but where it made another script Latin. */
function inView(
  view: View,
  role: DetectorInput['role'],
  budget: Budget,
  isRepeated: boolean,
  model: InjectionModel,
): readonly Sighting[] {
  if (isRepeated && !OTHER_SCRIPT.test(view.text)) return [];
  const reading = readWords(view.text);
  if (reading.isCut) budget.cut = true;
  const sightings: Sighting[] = view.kind === 'smuggled' ? smuggled(view, reading) : [];
  let from = 0;
  for (let first = 0; first < reading.sentences.length; first++) {
    const window = windowFrom(reading.sentences, first);
    if (!window || window.start < from) continue;
    if (isRepeated && !OTHER_SCRIPT.test(view.text.slice(window.start, window.end))) continue;
    const sighting =
      byRules(view.text, reading, window, budget) ??
      (isRepeated ? undefined : bySpelling(view.text, reading, window, budget));
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
  if (isRepeated) return sightings;
  const learned = byModel(view, reading, role, model).filter(
    ({ start, end }) => !sightings.some((other) => start < other.end && other.start < end),
  );
  return [...sightings, ...learned.filter(({ start, end }) => !isReported(view.text, start, end))];
}

const OTHER_SCRIPT = /[\u0370-\u1fff\u3040-\ud7ff]/u;

/** Whoever writes words in characters that nobody sees does not write them for people. */
function smuggled({ text }: View, { words }: Reading): Sighting[] {
  if (words.count < 3) return [];
  return [{ kind: 'smuggled-text', level: 'block', confidence: 0.95, start: 0, end: text.length }];
}

function byRules(text: string, reading: Reading, window: Window, budget: Budget): Sighting | undefined {
  const opening = reading.sentences[window.first];
  if (!opening) return undefined;
  // A tag or a heading by itself belongs to what follows.
  const isShort = opening.endWord - opening.firstWord <= 2;
  const from = opening.kinds | (isShort ? (reading.sentences[window.first + 1]?.kinds ?? 0) : 0);
  let piece: string | undefined;
  for (const rule of INJECTION_RULES) {
    if ((from & rule.from) === 0 || (window.kinds & rule.needs) !== rule.needs) continue;
    if (budget.ruleUnits <= 0) {
      budget.cut = true;
      return undefined;
    }
    piece ??= unwrapped(text.slice(window.start, window.end));
    budget.ruleUnits -= piece.length;
    const sighting = tryRule(rule, piece, window.start);
    if (sighting) return sighting;
  }
  return undefined;
}

function tryRule(rule: InjectionRule, piece: string, offset: number): Sighting | undefined {
  const match = rule.pattern.exec(piece);
  if (!match) return undefined;
  const { kind, level, confidence } = rule;
  const start = offset + match.index;
  return { kind, level, confidence, start, end: start + match[0].length };
}

/** Eight letters, each by itself. */
const SPACED = /(?:(?<![\p{L}\d])[a-z\d@$][ .\-_*]{1,2}){8}/iu;
const SPACED_WORDS = 8;

/** Tried once more with misspelt words set right; offsets are then those of the whole window. */
function bySpelling(text: string, reading: Reading, window: Window, budget: Budget): Sighting | undefined {
  const opening = reading.sentences[window.first];
  if (!opening || !isDisguised(text, reading, opening, budget)) return undefined;
  const piece = text.slice(window.start, window.end);
  budget.spelledUnits -= piece.length;
  if (budget.spelledUnits <= 0) {
    budget.cut = true;
    return undefined;
  }
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

function isDisguised(text: string, { words }: Reading, sentence: Sentence, budget: Budget): boolean {
  let short = 0;
  for (let at = sentence.firstWord; at < sentence.endWord; at++) {
    // Within `count`, every column has a value.
    const start = words.start[at]!;
    const end = words.end[at]!;
    short = end - start === 1 ? short + 1 : 0;
    if (short >= SPACED_WORDS && SPACED.test(text.slice(sentence.start, sentence.end))) return true;
    if ((words.kinds[at]! & ~NUMBER_BIT) !== 0 || end - start < 4) continue;
    // A word that comes again was looked at before.
    const known = (words.kinds[at]! & NUMBER_BIT) === 0 ? budget.misspelt.get(words.hash[at]!) : undefined;
    if (known === false) continue;
    if (known === true) return true;
    if (budget.spellings-- <= 0) {
      budget.cut = true;
      return false;
    }
    const isMisspelt = looksMisspelt(text.slice(start, end));
    budget.misspelt.set(words.hash[at]!, isMisspelt);
    if (isMisspelt) return true;
  }
  return false;
}
