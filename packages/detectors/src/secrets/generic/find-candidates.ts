/**
 * Names that promise a secret, each with the value beside it: assignments, pairs, calls, flags, markup, prose. It owns
 * the shapes and must never judge the value; every step looks a bounded way, so that a text of nothing but names
 * costs no more than its length. To add a shape, add it to `LINK` with a case in the test.
 */
import { atFirstUse } from '../../at-first-use.ts';
import type { Candidate, CandidateForm } from './candidate.ts';
import { buildWordAutomaton, findWords } from '../word-automaton.ts';
import { CANDIDATE_WORDS } from './candidate-words.ts';
import { MOST_VALUE, readValue, type ValueSpan } from './read-value.ts';

const MOST_NAME = 64;
const QUOTE = String.raw`(?:@|[bBrRuUfFLN]{1,2})?\\{0,3}(?:["'\`]|&(?:quot|#39|#34);)`;
const CLOSER = String.raw`(?:\\{0,3}["'\`]|&(?:quot|#39|#34);|[\])*}])`;

/** After the name: what closes it, then one of the joints. */
const LINK = new RegExp(
  `(?<closed>${CLOSER}{0,3})(?:` +
    [
      // `{"name": "PASSWORD", "value": "…"}`, `name="password" value="…"`, `- name: PASSWORD` and `value: …` below it
      String.raw`(?<assigned>,?\s{1,24}["']?(?:value|content)["']?[ \t]{0,4}[:=]` +
        // `password: string = "…"`
        String.raw`|[ \t]{0,4}\??:[ \t]{0,4}[A-Za-z][\w.<>[\]?|]{0,40}[ \t]{0,4}=(?![=>])` +
        String.raw`|[ \t]{0,24}(?::=|\?=|\+=|=>|->|<-|=(?![=~])))`,
      String.raw`(?<compared>[ \t]{0,4}[!=]==?)`,
      `(?<defaulted>[ \\t]{0,4}(?:\\|\\||\\?\\?|\\?:|or\\b)[ \\t]{0,4}(?=${QUOTE}))`,
      String.raw`(?<colon>[ \t]{0,24}(?:::?\*{0,2}[ \t]{0,4}(?:[|>][-+]?\s{1,24})?|\|))`,
      `(?<called>\\([ \\t]{0,8}(?=${QUOTE}))`,
      `(?<listed>[ \\t]{0,4},\\s{0,24}(?=${QUOTE}))`,
      String.raw`(?<markup><\/[\w:-]{1,40}>\s{0,24}<[\w:-]{1,40}[^<>]{0,80}>)`,
      String.raw`(?<prose>[ \t]{1,4}(?:is|are|was|to)[ \t:]{1,4})`,
      String.raw`(?<spaced>[ \t]{1,24}(?=[^\s=:,(|]))`,
    ].join('|') +
    // A value may stand on the next line when it is quoted.
    `)[ \\t]{0,24}(?:[\\\\(\\[]?[ \\t]{0,4}\\r?\\n[ \\t]{0,40}(?=${QUOTE})|(?:\\[\\]byte|bytes|String|SecureString|Some|Buffer\\.from)\\((?=${QUOTE}))?`,
  'y',
);

/** The rest of an opening tag whose name promises a secret: `<password type="x">`. */
const TAG_END = /(?:\s[^<>]{0,200})?>\s{0,24}/y;

export type CandidateReader = {
  readonly at: (hitEnd: number, length: number) => Candidate | undefined;
  /** Whether names went unread because the text is made of little else. */
  readonly isCutShort: () => boolean;
};

/** Judging a candidate costs this much and its length, which others may share (`a=b=c=…`); a text has so much a unit. */
const EACH = 700;
const WORK_RATIO = 1.5;
const LEAST_WORK = 200_000;

/** `plain`: short bare words too, which only teach what no secret looks like. */
export const candidateReader = (text: string, plain = false): CandidateReader => {
  let readTo = -1;
  let work = Math.max(LEAST_WORK, text.length * WORK_RATIO);
  let isCutShort = false;
  const at = (hitEnd: number, length: number): Candidate | undefined => {
    if (hitEnd <= readTo) return undefined;
    let nameStart = hitEnd - length;
    const leftmost = nameStart - MOST_NAME;
    while (nameStart > leftmost && isNameUnit(text.charCodeAt(nameStart - 1))) nameStart--;
    let nameEnd = hitEnd;
    const rightmost = nameEnd + MOST_NAME;
    while (nameEnd < rightmost && isNameUnit(text.charCodeAt(nameEnd))) nameEnd++;
    readTo = nameEnd;
    if (!couldJoin(text, nameEnd) && text.charCodeAt(nameStart) !== HYPHEN) return undefined;
    isCutShort ||= work <= 0;
    if (isCutShort) return undefined;
    const candidate = candidateAfter(text, nameStart, nameEnd);
    if (candidate === undefined || (!plain && isPlainWord(text, candidate))) return undefined;
    work -= EACH + candidate.end - candidate.start;
    return candidate.end - candidate.start < MOST_VALUE ? candidate : undefined;
  };
  return { at, isCutShort: () => isCutShort };
};

const LONGEST_WORD = 12;
const LONGEST_KEY = 4;

/** `password: string`, `"key": "name"`: a short run of letters without quotes, or beside a mere `key`, was never likely. */
const isPlainWord = (text: string, { nameStart, nameEnd, start, end, quoted }: Candidate): boolean => {
  if (end - start > LONGEST_WORD || (quoted && nameEnd - nameStart > LONGEST_KEY)) return false;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (((unit | 32) < 97 || (unit | 32) > 122) && unit !== UNDERSCORE && unit !== FULL_STOP) return false;
  }
  return !quoted || text.slice(nameStart, nameEnd).toLowerCase().startsWith('key');
};
const UNDERSCORE = 95;
const FULL_STOP = 46;

/** Whether anything joins the name to a value: most names in a text are followed by a word, and need no pattern tried. */
const couldJoin = (text: string, nameEnd: number): boolean => {
  let at = nameEnd;
  for (const stop = at + MOST_BLANKS; at < stop && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9);)
    at++;
  const unit = text.charCodeAt(at);
  if (at === nameEnd) return !isNameUnit(unit);
  if (!isNameUnit(unit) || unit === HYPHEN || unit === DOLLAR) return unit !== 10 && unit !== 13;
  for (const stop = at + MOST_NAME; at < stop; at++) {
    const next = text.charCodeAt(at);
    if (next <= 32 || Number.isNaN(next)) break;
    if (next >= 48 && next <= 57) return true;
  }
  // What may follow in words: `is`, `are`, `was`, `to`, `or`, `value=` on the same line, `content=`.
  return JOINING_WORD.has(unit);
};
const MOST_BLANKS = 24;
const DOLLAR = 36;
const JOINING_WORD: ReadonlySet<number> = new Set('iawtovc'.split('').map((letter) => letter.charCodeAt(0)));

const candidateAfter = (text: string, nameStart: number, nameEnd: number): Candidate | undefined => {
  const joint = jointAfter(text, nameStart, nameEnd);
  if (joint === undefined) return undefined;
  const first = readValue(text, joint.end, joint.form);
  const value = joint.form === 'called' && first !== undefined ? lastArgument(text, nameEnd, first) : first;
  if (value === undefined || value.end - value.start < LEAST_VALUE) return undefined;
  if (
    LOOSE.has(joint.form) &&
    (joint.form === 'prose' || !value.quoted) &&
    !isMixed(text, value.start, value.end)
  )
    return undefined;
  return { nameStart, nameEnd, form: joint.form, ...value };
};

const LEAST_VALUE = 4;
/** `login('user', 'password')`: of several quoted arguments the second; a lone one belongs to `setPassword('…')`. */
const lastArgument = (text: string, nameEnd: number, first: ValueSpan): ValueSpan | undefined => {
  if (!TAKES_USER.test(text.slice(Math.max(0, nameEnd - MOST_CALL), nameEnd))) return first;
  NEXT_ARGUMENT.lastIndex = first.end;
  return NEXT_ARGUMENT.test(text) ? readValue(text, NEXT_ARGUMENT.lastIndex, 'called') : undefined;
};
const MOST_CALL = 16;
const TAKES_USER = /(?:login|log_in|logon|connect|auth|authenticate|credentials?)$/i;
const NEXT_ARGUMENT = new RegExp(`["'\`]\\s{0,24},\\s{0,24}(?=${QUOTE})`, 'y');
/** Between bare words these say little: `the token is valid`, `key value`. */
const LOOSE: ReadonlySet<CandidateForm> = new Set(['spaced', 'prose']);

const jointAfter = (
  text: string,
  nameStart: number,
  nameEnd: number,
): { readonly form: CandidateForm; readonly end: number } | undefined => {
  if (text.charCodeAt(nameStart - 1) === LESS_THAN) {
    TAG_END.lastIndex = nameEnd;
    if (TAG_END.test(text)) return { form: 'markup', end: TAG_END.lastIndex };
  }
  LINK.lastIndex = nameEnd;
  const link = LINK.exec(text)?.groups;
  if (link === undefined) return undefined;
  const end = LINK.lastIndex;
  if (link.assigned !== undefined) return { form: 'assigned', end };
  if (link.colon !== undefined) return { form: 'colon', end };
  if (link.compared !== undefined) return { form: 'compared', end };
  if (link.defaulted !== undefined) return { form: 'defaulted', end };
  if (link.called !== undefined) return { form: 'called', end };
  // Without a quote or bracket behind the name a comma only parts words.
  if (link.listed !== undefined) return link.closed === '' ? undefined : { form: 'listed', end };
  if (link.markup !== undefined) return { form: 'markup', end };
  if (link.prose !== undefined) return { form: 'prose', end };
  if (link.closed !== '') return undefined;
  return { form: text.charCodeAt(nameStart) === HYPHEN ? 'flag' : 'spaced', end };
};

const LESS_THAN = 60;
const HYPHEN = 45;

const NAME_UNITS = new Uint8Array(128);
for (let unit = 0; unit < NAME_UNITS.length; unit++)
  NAME_UNITS[unit] = /[\w.$-]/.test(String.fromCharCode(unit)) ? 1 : 0;
// Behind the end of a text there is no number: asked of the table it makes every later look-up slow.
const isNameUnit = (unit: number): boolean => unit < NAME_UNITS.length && NAME_UNITS[unit] === 1;

/** Letters and digits both. */
const isMixed = (text: string, start: number, end: number): boolean => {
  let digits = 0;
  let letters = 0;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 48 && unit <= 57) digits++;
    else if ((unit | 32) >= 97 && (unit | 32) <= 122) letters++;
  }
  return digits > 0 && letters > 0;
};

const wordsOfNames = atFirstUse(() => buildWordAutomaton(CANDIDATE_WORDS));

/** All candidates of a text, plain words too, to learn from; the engine asks at its own automaton's hits instead. */
export const candidatesIn = (text: string): readonly Candidate[] => {
  const { hits, count } = findWords(wordsOfNames(), text);
  const read = candidateReader(text, true);
  const found: Candidate[] = [];
  for (let hit = 0; hit < count; hit += 2) {
    const candidate = read.at(hits[hit] ?? 0, 2);
    if (candidate !== undefined) found.push(candidate);
  }
  return found;
};
