import type { Redaction } from '@sallyport/action-model';
import { mayHoldSecrets, SECRET_FLAG, SECRET_FORMS, SECRET_NAME } from './secret-forms.ts';
import { takeOutKeys } from './take-out-keys.ts';

/**
 * Takes secrets out of a record before it is written for the first time: nothing that is stored, uploaded or
 * shown ever held them. Every string of the record goes through here, whatever field it stands in, so a new
 * field is covered the day it is added. What a secret looks like is in `secret-forms.ts`. It must never throw,
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

export function redactText(text: string): RedactedText {
  const kept = text.length <= MAX_STRING_CHARACTERS;
  const searched = kept ? text : text.slice(0, MAX_STRING_CHARACTERS + LONGEST_SECRET_CHARACTERS);
  const redacted = mayHoldSecrets(searched)
    ? replaceForms(searched)
    : { text: searched, kinds: [], secrets: [] };
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

function replaceForms(searched: string): RedactedText {
  const kinds: string[] = [];
  const secrets: string[] = [];
  const keys = takeOutKeys(searched, '[redacted:private-key]');
  for (let index = 0; index < keys.count; index += 1) kinds.push('private-key');
  let text = keys.text;
  for (const { kind, pattern } of SECRET_FORMS) {
    text = text.replace(pattern, (match: string, ...rest: unknown[]) => {
      const groups = rest.at(-1);
      kinds.push(kind);
      if (!isGroups(groups)) return `[redacted:${kind}]`;
      secrets.push(groups.secret);
      return `${match.slice(0, match.length - groups.secret.length)}[redacted:${kind}]`;
    });
  }
  return { text, kinds, secrets };
}

/** `replace` gives the named groups last, when the pattern has any; in every form the secret ends the match. */
const isGroups = (value: unknown): value is { secret: string } =>
  typeof value === 'object' && value !== null && 'secret' in value && typeof value.secret === 'string';

export type RedactedValue<Value> = { value: Value; redactions: Redaction[]; secrets: ReadonlySet<string> };

/** A copy of a JSON-like value with every string and key redacted, and where something was taken out (JSON pointers). */
export function redactValue<Value>(value: Value): RedactedValue<Value> {
  const text = JSON.stringify(value);
  if (text.length <= MAX_STRING_CHARACTERS && !mayHoldSecrets(text))
    return { value, redactions: [], secrets: new Set() };
  return redactEvery(value);
}

/** The same without the look ahead, for who has looked. */
export function redactEvery<Value>(value: Value): RedactedValue<Value> {
  const found = new Found();
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
    return node.map((item: unknown, index) => {
      const before: unknown = node[index - 1];
      const flagged = typeof before === 'string' && before.length <= 100 && SECRET_FLAG.test(before);
      return walk(item, `${pointer}/${index}`, depth + 1, named || flagged, found);
    });
  }
  const titled = Object.entries(node).some(
    ([key, item]) =>
      /^(?:name|key|field|label|id)$/i.test(key) && typeof item === 'string' && isSecretName(item),
  );
  const entries = new Map<string, unknown>();
  for (const [key, item] of Object.entries(node)) {
    const { text, kinds } = redactText(key);
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
  if (named && text.length >= 4 && !text.startsWith('-') && !text.includes('[redacted:')) {
    found.add(pointer, 'assigned-secret');
    return '[redacted:assigned-secret]';
  }
  const redacted = redactText(text);
  for (const kind of redacted.kinds) found.add(pointer, kind);
  for (const secret of redacted.secrets) found.secrets.add(secret);
  return redacted.text;
}

/** Counts redactions by field and kind. */
class Found {
  readonly secrets = new Set<string>();
  readonly #counts = new Map<string, Redaction>();

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
