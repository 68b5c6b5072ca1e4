/**
 * The engine under every secret rule: one pass of the automaton says where words of interest stand, and a rule's
 * pattern is tried only there. It owns no rule; it must never run a pattern over a text's whole length, nor let one
 * rule's work grow faster than the text (a hostile text may be nothing but beginnings). To add a rule, add it to a
 * table; an unbounded pattern is cut to `reach`.
 */
import { LIKELY_SECRET, type Candidate } from './generic/candidate.ts';
import { candidateReader } from './generic/find-candidates.ts';
import { isAllowed } from './is-allowed.ts';
import type { ReadyRule, ReadyRules } from './prepare-rules.ts';
import { shannonEntropy } from './shannon-entropy.ts';
import { findWords } from './word-automaton.ts';

export type SecretMatch = { readonly rule: ReadyRule; readonly start: number; readonly end: number };

/** `truncated` names the rules that had used up their work and looked no further. */
export type SecretScan = {
  readonly matches: readonly SecretMatch[];
  /** Values beside names that promise a secret; not judged here. */
  readonly candidates: readonly Candidate[];
  readonly truncated: readonly string[];
};

/** Up to here a pattern runs on the text itself: its match can't go further than that anyway. */
const SHORT_REACH = 1000;
/** How far from its keyword a rule looks that doesn't know how its match begins. */
const WINDOW = 2048;
/** Code units of cut-out text a far-reaching rule may be tried on, for each code unit of the text, and at least. */
const WORK_RATIO = 2;
const LEAST_WORK = 200_000;
const FAILED_SHARE = 0.25;
/** What any failed try costs, and more by how far it may have read; a rule may know its beginning from its own alphabet. */
const FAILED_LEAST = 16;
const FAILED_MORE = 0.05;
const FAILED_FURTHEST = 400;
/** The piece has to be cut out first. */
const FAILED_FAR = 100;
/** How many matches of a name and a value a rule may look into: some names stand before anything. */
const LEAST_JUDGED = 400;
const UNITS_A_JUDGEMENT = 200;
/** A rule's name may go on after its beginning (`sonar.token`), then come twenty units more. */
const NAME_TAIL = 64;
const MOST_PADS = 3;

export const scanSecrets = (text: string, ready: ReadyRules): SecretScan => {
  const { hits, count } = findWords(ready.automaton, text);
  if (count === 0) return { matches: [], candidates: [], truncated: [] };
  const { endings } = ready.automaton;
  const ended = new Uint8Array(endings.length);
  for (let hit = 1; hit < count; hit += 2) ended[hits[hit] ?? 0] = 1;
  const seen = new Uint8Array(ready.words.length);
  for (const [ending, words] of endings.entries())
    if (ended[ending] === 1) for (const word of words) seen[word] = 1;
  const open = ready.rules.map(({ gate }) => gate.length === 0 || gate.some((word) => seen[word] === 1));
  const doneTo = new Int32Array(ready.rules.length);
  const work = new Float64Array(ready.rules.length).fill(Math.max(LEAST_WORK, text.length * WORK_RATIO));
  const judged = new Int32Array(ready.rules.length);
  const mostJudged = Math.max(LEAST_JUDGED, text.length / UNITS_A_JUDGEMENT);
  const windows = new Map<ReadyRule, [number, number][]>();
  const matches: SecretMatch[] = [];
  const truncated = new Set<string>();
  const isAssigned = assignmentReader(text);
  const candidates: Candidate[] = [];
  const readCandidate = candidateReader(text);

  for (let hit = 0; hit < count; hit += 2) {
    const end = hits[hit] ?? 0;
    for (const wordIndex of endings[hits[hit + 1] ?? 0] ?? []) {
      const word = ready.words[wordIndex];
      if (word === undefined) continue;
      const start = end - word.length;
      if (word.announces) {
        const candidate = readCandidate.at(end, word.length);
        if (candidate !== undefined) candidates.push(candidate);
      }
      // Names are the words that hostile texts have most of: without an operator none of their rules has anything to do.
      if (word.assigns && !isAssigned(end)) continue;
      for (const rule of word.rules) {
        if (open[rule.index] !== true || start < (doneTo[rule.index] ?? 0)) continue;
        if (rule.lead.length > 0) {
          for (const lead of rule.lead) {
            const from = start - lead;
            const last = from < (doneTo[rule.index] ?? 0) ? undefined : matchEnd(rule.search, text, from);
            if (last === undefined) continue;
            judge(rule, text, from, last);
            doneTo[rule.index] = last;
            break;
          }
          continue;
        }
        if (rule.begins.length === 0) {
          addWindow(windows, rule, Math.max(0, start - WINDOW), Math.min(text.length, end + WINDOW));
          continue;
        }
        if (rule.assignment) {
          if (!word.assigns && !isAssigned(end)) continue;
        } else if (rule.atWordStart && start > 0 && isWordUnit(text.charCodeAt(start - 1))) continue;
        let last: number | undefined;
        if ((work[rule.index] ?? 0) <= 0 || (judged[rule.index] ?? 0) > mostJudged) {
          truncated.add(rule.id);
          continue;
        }
        if (rule.reach <= SHORT_REACH) {
          last = matchEnd(rule.search, text, start);
          if (last !== undefined) judge(rule, text, start, last);
          else chargeFailure(rule);
        } else last = farMatch(rule, start);
        if (last !== undefined) doneTo[rule.index] = last;
      }
    }
  }
  for (const [rule, spans] of windows) for (const [from, to] of spans) searchWindow(rule, from, to);
  if (readCandidate.isCutShort()) truncated.add(LIKELY_SECRET);
  return { matches, candidates, truncated: [...truncated] };

  function farMatch(rule: ReadyRule, start: number): number | undefined {
    const from = Math.max(0, start - 1);
    const to = Math.min(text.length, start + rule.reach);
    const piece = text.slice(from, to);
    const last = matchEnd(rule.search, piece, start - from);
    // A match is passed over and so is free; a failed try is charged a share, since most stop early.
    if (last === undefined)
      if (rule.wide && passesHead(rule, piece, start - from))
        work[rule.index] = (work[rule.index] ?? 0) - (to - from) * FAILED_SHARE;
      else work[rule.index] = (work[rule.index] ?? 0) - FAILED_FAR;
    // The cut is no end of the text: a match that leans on it isn't one.
    if (last === undefined || (last === piece.length && to < text.length)) return undefined;
    judge(rule, piece, start - from, last, from);
    return from + last;
  }

  function chargeFailure({ index, reach }: ReadyRule): void {
    const cost = FAILED_LEAST + Math.min(reach, FAILED_FURTHEST) * FAILED_MORE;
    work[index] = (work[index] ?? 0) - cost;
  }

  function searchWindow(rule: ReadyRule, from: number, to: number): void {
    const piece = text.slice(from, to);
    rule.search.lastIndex = 0;
    for (let found = rule.search.exec(piece); found !== null; found = rule.search.exec(piece)) {
      const last = found.index + found[0].length;
      if (found[0] === '') rule.search.lastIndex++;
      if ((found.index === 0 && from > 0) || (last === piece.length && to < text.length)) continue;
      judge(rule, piece, found.index, last, from);
    }
  }

  function judge(rule: ReadyRule, piece: string, start: number, end: number, offset = 0): void {
    if (rule.assignment) {
      const count = (judged[rule.index] ?? 0) + 1;
      judged[rule.index] = count;
      if (count > mostJudged) {
        truncated.add(rule.id);
        return;
      }
    }
    const [from, to] = secretSpan(rule, piece, start, end);
    const secret = piece.slice(from, to);
    if (rule.entropy > 0 && shannonEntropy(secret) <= rule.entropy) return;
    const candidate = {
      text,
      start: start + offset,
      end: end + offset,
      secret,
      assignment: rule.assignment,
    };
    if (isAllowed(candidate, [ready.everywhere, ...rule.allow])) return;
    matches.push({ rule, start: from + offset, end: to + offset });
  }
};

const matchEnd = (sticky: RegExp, text: string, at: number): number | undefined => {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : undefined;
};

const passesHead = ({ head }: ReadyRule, text: string, at: number): boolean =>
  head === undefined || matchEnd(head, text, at) !== undefined;

/** The group the rule names, or the first that holds something, or all of the match but the line ends round it. */
const secretSpan = (rule: ReadyRule, text: string, start: number, end: number): readonly [number, number] => {
  rule.locate.lastIndex = start;
  const groups = rule.locate.exec(text)?.indices ?? [];
  if (rule.group > 0) return groups[rule.group] ?? [start, end];
  for (const group of groups.slice(1)) if (group !== undefined && group[1] > group[0]) return group;
  let [from, to] = [start, end];
  while (from < to && text.charCodeAt(from) === 10) from++;
  while (to > from && text.charCodeAt(to - 1) === 10) to--;
  return [from, to];
};

const addWindow = (
  windows: Map<ReadyRule, [number, number][]>,
  rule: ReadyRule,
  from: number,
  to: number,
): void => {
  const spans = windows.get(rule) ?? [];
  const last = spans.at(-1);
  if (last !== undefined && from <= last[1]) last[1] = to;
  else spans.push([from, to]);
  windows.set(rule, spans);
};

/** Kinds of code units round a name and its value, looked up rather than matched: it is asked at every name. */
const NAME = 1;
const PAD = 2;
const OPERATOR = 4;
const KINDS = new Uint8Array(128);
for (let unit = 0; unit < KINDS.length; unit++) {
  const char = String.fromCharCode(unit);
  KINDS[unit] =
    (/[\w. \t-]/.test(char) ? NAME : 0) |
    (/[\s'"]/.test(char) ? PAD : 0) |
    (/[=>|:?,]/.test(char) ? OPERATOR : 0);
}

const isWordUnit = (unit: number): boolean =>
  unit < 128 && ((KINDS[unit] ?? 0) & NAME) !== 0 && unit !== 46 && unit !== 32 && unit !== 9 && unit !== 45;

/**
 * Whether an operator may follow the name that ends at an offset. Names that stand in one run share its end, so the
 * whole text is read once however many there are.
 */
const assignmentReader = (text: string): ((nameEnd: number) => boolean) => {
  let runEnd = -1;
  let operator = false;
  const kindAt = (at: number): number => {
    const unit = text.charCodeAt(at);
    // Behind the end of the text there is no number: asked of the table it makes every later look-up slow.
    return unit < KINDS.length ? (KINDS[unit] ?? 0) : 0;
  };
  return (nameEnd) => {
    if (nameEnd > runEnd) {
      runEnd = nameEnd;
      while ((kindAt(runEnd) & NAME) !== 0) runEnd++;
      let at = runEnd;
      for (const stop = at + MOST_PADS; at < stop && (kindAt(at) & PAD) !== 0;) at++;
      operator = (kindAt(at) & OPERATOR) !== 0;
    }
    return operator && runEnd - nameEnd <= NAME_TAIL;
  };
};
