/**
 * The one place that evidence passes before it is written anywhere: secrets out, then everything cut to its bound.
 * In this order, never the other way round: half a secret is not recognised. Doing it twice changes nothing.
 */
import type { NewEvidence, ProgramUse, RecordedAction, Redaction } from '@sallyport/action-model';
import { cutText, fitEvidence } from './fit-evidence.ts';
import { redactEvery, redactText, redactValue } from './redact.ts';
import { isMark, withoutNumber, type NameOf } from './redaction-mark.ts';
import { mayHoldSecrets } from './may-hold-secrets.ts';

const MAX_INPUT_CHARACTERS = 16_384;
/** How many secrets of one record are looked for again in the words of its programs. */
const MAX_ECHOED_SECRETS = 64;
const MIN_ECHOED_CHARACTERS = 4;
/** Of all secrets together: the largest keys there are. */
const MAX_PIECED_CHARACTERS = 65_536;
const ECHO = '[redacted:flag-secret]';

export function redactEvidence<Evidence extends NewEvidence>(evidence: Evidence, nameOf?: NameOf): Evidence;
export function redactEvidence(evidence: NewEvidence, nameOf: NameOf = withoutNumber): NewEvidence {
  if (evidence.type !== 'decision') return fitEvidence(redactValue(evidence).value);
  const { redactions: earlier, action: given, ...others } = evidence;
  const { input: nativeInput, ...plain } = given;
  // Nearly always: one look over all of it, and nothing to take out. No hint asks for what is not there, so what may
  // match in a part may match in the whole.
  if ((nativeInput?.length ?? 0) <= MAX_INPUT_CHARACTERS && !mayHoldSecrets(wordsOf(evidence)))
    return fitEvidence(evidence);
  const whole = { ...others, action: plain };
  const { value, redactions, secrets } = mayHoldSecrets(wordsOf(whole))
    ? redactEvery(whole, nameOf)
    : { value: whole, redactions: [], secrets: [] };
  const input = nativeInput === undefined ? undefined : redactInput(nativeInput, nameOf);
  const action: RecordedAction = {
    ...withoutEchoes(plain, value.action, [...secrets]),
    ...(input === undefined ? {} : { input: cutText(input.text, MAX_INPUT_CHARACTERS) }),
    ...(input !== undefined && input.text.length > MAX_INPUT_CHARACTERS ? { inputTruncated: true } : {}),
  };
  return fitEvidence({
    ...value,
    action,
    redactions: [...earlier, ...redactions, ...(input?.redactions ?? [])],
  });
}

/**
 * Every string of a record in one text, in order: half the length of its JSON, whose names are the schema's own. What
 * is too short to hold a secret is left out.
 */
function wordsOf(record: object): string {
  let words = '';
  let last = '';
  const collect = (item: unknown): void => {
    if (typeof item === 'string') {
      // A path and the path as given stand side by side and are mostly one.
      if (item.length <= 5 || item === last) return;
      last = item;
      words += `${item}\n`;
    } else if (Array.isArray(item)) {
      for (const each of item) collect(each);
    } else if (typeof item === 'object' && item !== null) {
      // Its own names are asked for, whatever they hold; evidence is plain data, so it has no others.
      for (const key in item) collect((item as Record<string, unknown>)[key]);
    }
  };
  collect(record);
  return words;
}

/**
 * The native input with its strings redacted one by one: as one text, quotes inside a string would carry
 * backslashes that hide where a secret ends. What is not JSON is redacted as text.
 */
function redactInput(input: string, nameOf: NameOf): { text: string; redactions: Redaction[] } {
  if (input.length <= MAX_INPUT_CHARACTERS && !mayHoldSecrets(input)) return { text: input, redactions: [] };
  let parsed: unknown;
  try {
    parsed = JSON.parse(input);
  } catch {
    const { text, kinds } = redactText(input, nameOf);
    return { text, redactions: countKinds(kinds.map((kind) => ({ kind, count: 1 }))) };
  }
  const { value, redactions } = redactEvery(parsed, nameOf);
  return redactions.length === 0
    ? { text: input, redactions }
    : { text: JSON.stringify(value), redactions: countKinds(redactions) };
}

/** In the record the whole input is one field, whatever its strings were. */
function countKinds(found: readonly Pick<Redaction, 'kind' | 'count'>[]): Redaction[] {
  const counts = new Map<string, number>();
  for (const { kind, count } of found) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return [...counts].map(([kind, count]) => ({ field: '/action/input', kind, count }));
}

/**
 * What was a secret in the command's text is one in the words of its programs too, where it stands without the name
 * that gave it away (`-p` and the next word). Names and paths are kept unless what they hold cannot be a plain
 * word: else a command could blank out what it did by calling it a password.
 */
function withoutEchoes(
  given: RecordedAction,
  redacted: RecordedAction,
  secrets: readonly string[],
): RecordedAction {
  const sought = [...new Set(secrets.flatMap(asWords))]
    .filter((secret) => secret.length >= MIN_ECHOED_CHARACTERS)
    .slice(0, MAX_ECHOED_SECRETS);
  if (sought.length === 0) return redacted;
  const random = sought.filter(looksRandom);
  const long = secrets.filter(looksRandom).join('\n').slice(0, MAX_PIECED_CHARACTERS);
  /** Names are cut at slashes, and a line of a key is a command to a shell: a part of a secret is one too. */
  const isPiece = (word: string): boolean => looksRandom(word) && long.includes(word);
  const plain = (word: string): string => (isPiece(word) ? ECHO : withoutAny(word, random));
  const { command } = redacted;
  return {
    ...redacted,
    paths: redacted.paths.map((use) => {
      const { given: written } = use;
      const inPath = isPiece(written) ? [...random, written] : random;
      return {
        ...use,
        path: withoutAny(use.path, inPath),
        given: withoutAny(written, inPath),
        ...(use.resolved === undefined ? {} : { resolved: withoutAny(use.resolved, inPath) }),
      };
    }),
    ...(command === undefined
      ? {}
      : {
          command: {
            ...command,
            programs: command.programs.map((program, index) => {
              const words = given.command?.programs[index]?.args ?? program.args;
              return {
                ...withoutEchoedWords(words, program, sought, isPiece),
                name: plain(program.name),
                given: plain(program.given),
                ...(program.subcommand === undefined ? {} : { subcommand: plain(program.subcommand) }),
              };
            }),
          },
        }),
  };
}

/** As it stands, without the backslashes of a text that was quoted again, and as the one word that a shell makes of it. */
const asWords = (secret: string): string[] => [
  secret,
  secret.replaceAll(/\\(.)/g, '$1'),
  secret.replaceAll(/["'\\]/g, ''),
];

function withoutEchoedWords(
  words: readonly string[],
  program: ProgramUse,
  sought: readonly string[],
  isPiece: (word: string) => boolean,
): ProgramUse {
  const args = program.args.map((redacted, index) => {
    const word = words[index] ?? redacted;
    if (isPiece(word)) return ECHO;
    const left = withoutAny(word, sought);
    // Found before other forms were: one of those may have known only a part of it.
    return left === word || isMark(redacted) ? redacted : redactText(left).text;
  });
  // A secret glued to a short flag was read as one flag per letter.
  if (!args.some((word) => /^-[^-]\S{0,100}\[redacted:/.test(word)))
    return {
      ...program,
      args,
      flags: program.flags.map((flag) => (isPiece(flag) ? ECHO : withoutAny(flag, sought))),
    };
  const first = new Set(args.map((word) => word.slice(0, 2)));
  return {
    ...program,
    args,
    flags: program.flags.filter((flag) => flag.startsWith('--') || first.has(flag)),
  };
}

const withoutAny = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((left, secret) => left.replaceAll(secret, ECHO), text);

const looksRandom = (text: string): boolean =>
  text.length >= 12 && !/^[~./]/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
