/** A candidate as the numbers of the features that hold for it: what the model was trained on and what it weighs. */
import { FORMS, type Candidate } from './candidate.ts';
import { hinted } from './hinted-pattern.ts';
import { NAME_KINDS, nameKind } from './name-kind.ts';
import { LOOKS, valueFacts, type Language, type ValueFacts } from './value-look.ts';

/** Single facts, beside the look of the value crossed with the kind of the name, the form and the quotes. */
const FACTS = [
  'length under 6',
  'length 6 to 7',
  'length 8 to 11',
  'length 12 to 19',
  'length 20 to 31',
  'length 32 to 63',
  'length 64 and more',
  'one kind of character',
  'two kinds',
  'three kinds',
  'four kinds',
  'entropy under 2.5',
  'entropy 2.5 to 3.2',
  'entropy 3.2 to 4',
  'entropy 4 and more',
  'many turns',
  'letters all known',
  'letters half known',
  'letters unknown',
  'letters surprise',
  'starts like code',
  'call or member follows',
  'marks of code inside',
  'more words follow',
  'holds the name',
  'name in capitals',
  'name alone on its line',
  'a user is named beside it',
  'an address is beside it',
  'talk of examples on the line',
  'comment',
  'code on the line',
  'dollar or at sign inside',
  'ends in digits',
  'ends in a symbol',
  'capital inside',
  'not ASCII',
] as const;
type Fact = (typeof FACTS)[number];

const BY_NAME = FACTS.length;
const BY_FORM = BY_NAME + LOOKS.length * NAME_KINDS.length;
const BY_QUOTE = BY_FORM + LOOKS.length * FORMS.length;
const NAME_BY_FORM = BY_QUOTE + LOOKS.length * 2;
const NAME_BY_LENGTH = NAME_BY_FORM + NAME_KINDS.length * FORMS.length;

export const FEATURES: readonly string[] = [
  ...FACTS,
  ...LOOKS.flatMap((look) => NAME_KINDS.map((kind) => `${look}, ${kind} name`)),
  ...LOOKS.flatMap((look) => FORMS.map((form) => `${look}, ${form}`)),
  ...LOOKS.flatMap((look) => [`${look}, bare`, `${look}, quoted`]),
  ...NAME_KINDS.flatMap((kind) => FORMS.map((form) => `${kind} name, ${form}`)),
  ...NAME_KINDS.flatMap((kind) => [`${kind} name, short value`, `${kind} name, long value`]),
];

const INDEX = new Map<string, number>(FACTS.map((fact, index) => [fact, index]));
const indexOf = (fact: Fact): number => INDEX.get(fact) ?? 0;

const BEFORE = 120;
const AFTER = 60;

export const featuresOf = (text: string, candidate: Candidate, language: Language): readonly number[] => {
  const { nameStart, nameEnd, start, end, form, quoted } = candidate;
  const name = text.slice(nameStart, nameEnd);
  const value = text.slice(start, end);
  const before = lastLine(text.slice(Math.max(0, nameStart - BEFORE), nameStart));
  const after = firstLine(text.slice(end, end + AFTER));
  const facts = valueFacts(value, name, language);
  const kind = NAME_KINDS.indexOf(nameKind(name, wordBefore(before)));
  const look = LOOKS.indexOf(facts.look);
  const active = [
    BY_NAME + look * NAME_KINDS.length + kind,
    BY_FORM + look * FORMS.length + FORMS.indexOf(form),
    BY_QUOTE + look * 2 + Number(quoted),
    NAME_BY_FORM + kind * FORMS.length + FORMS.indexOf(form),
    NAME_BY_LENGTH + kind * 2 + Number(value.length >= 16),
  ];
  const say = (fact: Fact, holds = true): void => void (holds && active.push(indexOf(fact)));
  sayValue(value, facts, say);
  const lower = value.toLowerCase();
  say('holds the name', name.length > 2 && lower.includes(name.toLowerCase()));
  say('name in capitals', /^[A-Z][A-Z\d_]+$/.test(name));
  say('name alone on its line', /^[\s"'>-]*$/.test(before) && /^["']?[,;]?\s*(?:#.*)?$/.test(after));
  say('starts like code', !quoted && /^(?:[a-z_]\w*[.([]|new |self\.|this\.|await )/i.test(value));
  say('call or member follows', !quoted && /^[ \t]*[([]/.test(after));
  say(
    'more words follow',
    !quoted && form !== 'flag' && /^ +[A-Za-z]/.test(after) && !/^ +\w+ ?[=:]/.test(after),
  );
  say('a user is named beside it', namesUser(before) || namesUser(after));
  say('an address is beside it', namesAddress(before) || namesAddress(after));
  say('talk of examples on the line', isExample(before) || isExample(after));
  say('comment', /^\s*(?:\/\/|#|\*|<!--|--|;)/.test(before));
  say('code on the line', isCode(before));
  return active;
};

const sayValue = (value: string, facts: ValueFacts, say: (fact: Fact, holds?: boolean) => void): void => {
  const { length } = value;
  const { lower, upper, digits, symbols, turns, entropy, wordShare, surprise } = facts;
  const kinds = Number(lower > 0) + Number(upper > 0) + Number(digits > 0) + Number(symbols > 0);
  say(bin(length, LENGTHS));
  say(KINDS[kinds - 1] ?? 'one kind of character');
  say(bin(entropy, ENTROPIES));
  say('many turns', turns >= 4);
  if (lower + upper > 0)
    say(wordShare >= 0.9 ? 'letters all known' : wordShare >= 0.4 ? 'letters half known' : 'letters unknown');
  say('letters surprise', surprise > 5);
  say('dollar or at sign inside', /[^$@][$@!#%^&*]/.test(value));
  say('ends in digits', /[a-z]\d{1,4}$/i.test(value));
  say('ends in a symbol', /[!@#$%^&*?]$/.test(value));
  say('capital inside', /[a-z\d][A-Z]/.test(value));
  // Other alphabets are words to people.
  say('not ASCII', /[^\t -~]/.test(value));
};

const LENGTHS: readonly (readonly [number, Fact])[] = [
  [6, 'length under 6'],
  [8, 'length 6 to 7'],
  [12, 'length 8 to 11'],
  [20, 'length 12 to 19'],
  [32, 'length 20 to 31'],
  [64, 'length 32 to 63'],
  [Infinity, 'length 64 and more'],
];
const ENTROPIES: readonly (readonly [number, Fact])[] = [
  [2.5, 'entropy under 2.5'],
  [3.2, 'entropy 2.5 to 3.2'],
  [4, 'entropy 3.2 to 4'],
  [Infinity, 'entropy 4 and more'],
];
const KINDS: readonly Fact[] = ['one kind of character', 'two kinds', 'three kinds', 'four kinds'];

const bin = (value: number, bins: readonly (readonly [number, Fact])[]): Fact =>
  bins.find(([below]) => value < below)?.[1] ?? 'length 64 and more';

const namesUser = hinted(
  /\b(?:user|login|account|e?mail|id|uid|username|user_?name|admin|host|server|dsn|db)\b.{0,4}[=:(/ ]/i,
  ['user', 'login', 'account', 'mail', 'id', 'admin', 'host', 'server', 'dsn', 'db'],
);
const namesAddress = hinted(
  /\d{1,3}(?:\.\d{1,3}){3}|:\/\/|\b(?:ssh|scp|ftp|mysql|psql|curl|wget|wifi|ssid)\b/i,
  [
    '://',
    'ssh',
    'scp',
    'ftp',
    'sql',
    'curl',
    'wget',
    'wifi',
    'ssid',
    ...'0123456789'.split('').map((digit) => `.${digit}`),
  ],
);
const isExample = hinted(
  /\b(?:e\.?g\.?|examples?|sample|dummy|fake|mock|test|tests|spec|expect|assert\w*|should|lorem)\b/i,
  [
    'e.g',
    'eg',
    'example',
    'sample',
    'dummy',
    'fake',
    'mock',
    'test',
    'spec',
    'expect',
    'assert',
    'should',
    'lorem',
  ],
);
const isCode = hinted(
  /\b(?:if|while|return|throw|case|import|require|function|def|typeof|instanceof|interface|assert\w*|expect)\b/,
  'if while return throw case import require function def typeof instanceof interface assert expect'.split(
    ' ',
  ),
);

const lastLine = (text: string): string => text.slice(text.lastIndexOf('\n') + 1);

const MOST_WORD = 24;
/** `secret` in `secret key`, when the name is `key`. */
const wordBefore = (before: string): string => /(?:^|\W)(\w+)[ -]$/.exec(before.slice(-MOST_WORD))?.[1] ?? '';

const firstLine = (text: string): string => {
  const stop = text.indexOf('\n');
  return stop < 0 ? text : text.slice(0, stop);
};
