import type { Redaction } from '@sallyport/action-model';
import { unquoted, withClosingQuote } from './glued-words.ts';
import { isPlaceholder } from './looks-secret.ts';
import { BEHIND_NAMES, SECRET_NAMES } from './named-secrets.ts';
import { FORM_GROUPS, NAMED_FORMS, VENDOR_FORMS, type SecretForm } from './secret-forms.ts';
import { mayHoldSecrets } from './may-hold-secrets.ts';
import { isMark, withoutNumber, type NameOf } from './redaction-mark.ts';
import { SECRET_FLAG, SECRET_NAME } from './secret-names.ts';
import { isKeyLine, linesOfKey, opensKey, takeOutKeys } from './take-out-keys.ts';

/**
 * Takes secrets out of a record before it is written for the first time: nothing that is stored, uploaded or
 * shown ever held them. Every string of the record goes through here, whatever field it stands in, so a new
 * field is covered the day it is added. What a secret looks like is in `secret-forms.ts` and `named-secrets.ts`. It must never throw,
 * and never take more than linear time: what it reads is hostile.
 */

/** More of a string is never kept. */
const MAX_STRING_CHARACTERS = 65_536;
/** Searched beyond that, and dropped: a secret that the cut would halve is found whole. No form is longer. */
const LONGEST_SECRET_CHARACTERS = 24_000;
/** Where surfaces and the command reader cut; a string of just this length may end in half a secret. */
const CUT_LENGTHS: ReadonlySet<number> = new Set([8192, MAX_STRING_CHARACTERS]);
const MAX_LAST_WORD_CHARACTERS = 4000;
const MAX_DEPTH = 32;
/** Further ones are counted for the whole record. */
const MAX_REDACTIONS = 500;

export type RedactedText = {
  text: string;
  kinds: readonly string[];
  /** What was taken out by its name; the same words may stand elsewhere without their name. */
  secrets: readonly string[];
};

export function redactText(text: string, nameOf: NameOf = withoutNumber): RedactedText {
  const kept = text.length <= MAX_STRING_CHARACTERS;
  const searched = kept ? text : text.slice(0, MAX_STRING_CHARACTERS + LONGEST_SECRET_CHARACTERS);
  const redacted = replaceForms(searched, nameOf);
  if (!kept) return { ...redacted, text: withoutTail(redacted.text, text.length) };
  return CUT_LENGTHS.has(text.length) ? withoutLastWord(redacted) : redacted;
}

/** The dropped word counts as a secret, so that it goes wherever else it stands. */
function withoutLastWord(redacted: RedactedText): RedactedText {
  const from = Math.max(0, redacted.text.length - MAX_LAST_WORD_CHARACTERS);
  const [word] = /[^\s"'\x60\]]{0,4000}$/.exec(redacted.text.slice(from)) ?? [''];
  return {
    ...redacted,
    text: `${redacted.text.slice(0, redacted.text.length - word.length)}…`,
    secrets: [...redacted.secrets, word],
  };
}

function withoutTail(redacted: string, length: number): string {
  const left = redacted.slice(0, Math.max(0, redacted.length - LONGEST_SECRET_CHARACTERS));
  return `${left}…[cut from ${length}]`;
}

const marker = (kind: string): string => `[redacted:${kind}]`;

/** What was taken out of one text so far. */
type Taken = { readonly kinds: string[]; readonly secrets: string[]; readonly nameOf: NameOf };

function replaceForms(searched: string, nameOf: NameOf): RedactedText {
  // What is taken out first can't bring forth a form that was not there: one look serves all.
  const groups = FORM_GROUPS.filter(({ mayMatch }) => mayMatch(searched));
  const glued = unquoted(searched);
  if (groups.length === 0 && glued === undefined) return { text: searched, kinds: [], secrets: [] };
  const taken: Taken = { kinds: [], secrets: [], nameOf };
  const keys = takeOutKeys(searched, marker('private-key'));
  for (const _body of keys.bodies) taken.kinds.push('private-key');
  let { text } = keys;
  if (glued !== undefined) text = replaceGlued(text, taken);
  for (const { forms } of groups) {
    if (forms === NAMED_FORMS) text = replaceBehindNames(text, taken);
    text = replaceEach(text, forms, taken);
  }
  // Last, for there are many, and only so many secrets are looked for elsewhere.
  taken.secrets.push(...keys.bodies.flatMap(linesOfKey));
  return { text, kinds: taken.kinds, secrets: taken.secrets };
}

function replaceEach(given: string, forms: readonly SecretForm[], { kinds, secrets, nameOf }: Taken): string {
  let text = given;
  for (const { kind, pattern, isSecret } of forms) {
    text = text.replace(pattern, (match: string, ...rest: unknown[]) => {
      const groups = rest.at(-1);
      if (!isGroups(groups)) {
        kinds.push(kind);
        return marker(nameOf(kind, match));
      }
      if (isSecret?.(groups.secret) === false) return match;
      kinds.push(kind);
      secrets.push(groups.secret);
      return `${match.slice(0, match.length - groups.secret.length)}${marker(nameOf(kind, groups.secret))}`;
    });
  }
  return text;
}

/** `replace` gives the named groups last, when the pattern has any; in every form the secret ends the match. */
const isGroups = (value: unknown): value is { secret: string } =>
  typeof value === 'object' && value !== null && 'secret' in value && typeof value.secret === 'string';

/** One way through the names of a text; behind each the forms are tried in their order. */
function replaceBehindNames(text: string, { kinds, secrets, nameOf }: Taken): string {
  let out = '';
  let done = 0;
  SECRET_NAMES.lastIndex = 0;
  for (let name = SECRET_NAMES.exec(text); name !== null; name = SECRET_NAMES.exec(text)) {
    const at = SECRET_NAMES.lastIndex;
    for (const { kind, pattern, isSecret } of BEHIND_NAMES) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      const secret = match?.groups?.['secret'];
      if (match === null || secret === undefined || isSecret?.(secret) === false) continue;
      const end = at + match[0].length;
      out += text.slice(done, end - secret.length) + marker(nameOf(kind, secret));
      kinds.push(kind);
      secrets.push(secret);
      done = end;
      SECRET_NAMES.lastIndex = end;
      break;
    }
  }
  return out + text.slice(done);
}

/** Tokens that a shell puts together from quoted pieces: found in the text without quotes, taken out of the text with them. */
function replaceGlued(text: string, { kinds, secrets, nameOf }: Taken): string {
  const plain = unquoted(text);
  if (plain === undefined) return text;
  const ranges: { start: number; end: number; kind: string; secret: string }[] = [];
  for (const { kind, pattern } of VENDOR_FORMS) {
    for (const match of plain.text.matchAll(pattern)) {
      const start = plain.placeOf(match.index);
      const end = plain.placeOf(match.index + match[0].length - 1) + 1;
      // Without a quote inside it was seen before, or it was no token as it stands.
      if (end - start === match[0].length) continue;
      secrets.push(match[0]);
      ranges.push({ start, end: withClosingQuote(text, start, end), kind, secret: match[0] });
    }
  }
  let out = '';
  let done = 0;
  for (const { start, end, kind, secret } of ranges.sort((left, right) => left.start - right.start)) {
    if (start < done) continue;
    out += text.slice(done, start) + marker(nameOf(kind, secret));
    kinds.push(kind);
    done = end;
  }
  return out + text.slice(done);
}

export type RedactedValue<Value> = { value: Value; redactions: Redaction[]; secrets: ReadonlySet<string> };

/** A copy of a JSON-like value with every string and key redacted, and where something was taken out (JSON pointers). */
export function redactValue<Value>(value: Value): RedactedValue<Value> {
  const text = JSON.stringify(value);
  if (text.length <= MAX_STRING_CHARACTERS && !mayHoldSecrets(text))
    return { value, redactions: [], secrets: new Set() };
  return redactEvery(value);
}

/** The same without the look ahead, for who has looked. */
export function redactEvery<Value>(value: Value, nameOf: NameOf = withoutNumber): RedactedValue<Value> {
  const found = new Found(nameOf);
  // The walk keeps the shape: it only replaces strings by strings (and what is deeper than any of our types).
  return {
    value: walk(value, '', 0, false, found) as Value,
    redactions: found.redactions(),
    secrets: found.secrets,
  };
}

/** `named`: what stands before this value says that it is a secret. */
function walk(node: unknown, pointer: string, depth: number, named: boolean, found: Found): unknown {
  if (typeof node === 'string') return redactString(node, pointer, named, found);
  if (typeof node !== 'object' || node === null) return node;
  if (depth >= MAX_DEPTH) return '[too deep]';
  if (Array.isArray(node)) {
    // A key that was split into lines has its frame in other items than its body.
    let inKey = false;
    return node.map((item: unknown, index) => {
      const before: unknown = node[index - 1];
      const flagged = typeof before === 'string' && before.length <= 100 && SECRET_FLAG.test(before);
      const isLine = inKey && typeof item === 'string' && isKeyLine(item);
      if (typeof item === 'string') inKey = opensKey(item) || (isLine && inKey);
      if (isLine) found.add(`${pointer}/${index}`, 'private-key');
      return isLine
        ? marker('private-key')
        : walk(item, `${pointer}/${index}`, depth + 1, named || flagged, found);
    });
  }
  const titled = Object.entries(node).some(
    ([key, item]) =>
      /^(?:name|key|field|label|id)$/i.test(key) && typeof item === 'string' && isSecretName(item),
  );
  const entries = new Map<string, unknown>();
  for (const [key, item] of Object.entries(node)) {
    const { text, kinds } = redactText(key, found.nameOf);
    // Cut here already: a long key would be copied and hashed again for everything below it.
    const at = `${pointer}/${text.slice(0, 500).replaceAll('~', '~0').replaceAll('/', '~1')}`.slice(0, 500);
    for (const kind of kinds) found.add(at, kind);
    const secret = isSecretName(key) || (titled && /^(?:value|text|content)$/i.test(key));
    // Two keys that redaction makes the same keep both their values.
    entries.set(
      entries.has(text) ? `${text}#${entries.size}` : text,
      walk(item, at, depth + 1, secret, found),
    );
  }
  return Object.fromEntries(entries);
}

const isSecretName = (name: string): boolean => name.length <= 200 && SECRET_NAME.test(name);

function redactString(text: string, pointer: string, named: boolean, found: Found): string {
  const isValue = named && text.length >= 4 && !text.startsWith('-') && !isMark(text);
  if (isValue && !isPlaceholder(text)) {
    found.add(pointer, 'assigned-secret');
    return marker(found.nameOf('assigned-secret', text));
  }
  const redacted = redactText(text, found.nameOf);
  for (const kind of redacted.kinds) found.add(pointer, kind);
  for (const secret of redacted.secrets) found.secrets.add(secret);
  return redacted.text;
}

/** Counts redactions by field and kind. */
class Found {
  readonly secrets = new Set<string>();
  readonly nameOf: NameOf;
  readonly #counts = new Map<string, Redaction>();

  constructor(nameOf: NameOf) {
    this.nameOf = nameOf;
  }

  add(pointer: string, kind: string): void {
    const known = this.#counts.get(`${kind} ${pointer}`);
    const field = known !== undefined || this.#counts.size < MAX_REDACTIONS ? pointer.slice(0, 500) : '';
    const key = field === '' ? `${kind} ` : `${kind} ${pointer}`;
    this.#counts.set(key, { field, kind, count: (this.#counts.get(key)?.count ?? 0) + 1 });
  }

  redactions(): Redaction[] {
    return [...this.#counts.values()];
  }
}
