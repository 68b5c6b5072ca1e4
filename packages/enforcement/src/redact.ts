import type { Redaction } from '@sallyport/action-model';

/**
 * Takes secrets out of a record before it is written for the first time: nothing that is stored, uploaded or
 * shown ever held them. Every string of the record goes through here, whatever field it stands in, so a new
 * field is covered the day it is added. To add a form: one row, written so that it cannot backtrack (no nested
 * or adjacent unbounded repeats over the same characters), and one line in the test's table.
 */
const FORMS: readonly { kind: string; pattern: RegExp }[] = [
  {
    kind: 'private-key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,20000}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  { kind: 'anthropic-key', pattern: /\bsk-ant-[\w-]{8,300}/g },
  { kind: 'openai-key', pattern: /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,300}/g },
  { kind: 'aws-access-key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g },
  { kind: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{30,255})/g },
  { kind: 'gitlab-token', pattern: /\bgl(?:pat|dt|rt|ptt|cbt)-[\w-]{18,255}/g },
  { kind: 'slack-token', pattern: /\bxox[abeoprs]-[\w-]{10,255}/g },
  { kind: 'stripe-key', pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,255}/g },
  { kind: 'google-key', pattern: /\bAIza[\w-]{35}/g },
  { kind: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { kind: 'jwt', pattern: /\beyJ[\w-]{8,2000}\.eyJ[\w-]{8,8000}\.[\w-]{8,2000}/g },
  {
    kind: 'authorization',
    pattern:
      /\b(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key)\\?["']?\s{0,3}[:=]\s{0,3}(?:\\?["'])?(?:(?:basic|bearer|token|digest)\s{1,3})?[^\s"'\\,]{6,4000}/gi,
  },
  { kind: 'bearer-token', pattern: /\bbearer\s{1,3}[\w.~+/=-]{12,4000}/gi },
  { kind: 'url-password', pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"']{0,200}:[^\s/@"']{1,500}@/gi },
  {
    kind: 'assigned-secret',
    pattern:
      /(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|credentials?)\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?[^\s"'\\,;&$<>(){}]{6,500}/gi,
  },
];

/**
 * Any of these must be present for a form to match: one cheap look spares nearly every string the full list. It must
 * hold for the JSON text of a record too, where quotes may have a backslash before them; a test plants every form.
 */
const HINT =
  /-----BEGIN|sk-|A(?:KIA|SIA|BIA|CCA|Iza)|gh[pousr]_|github_pat_|gl(?:pat|dt|rt|ptt|cbt)-|xox|[rs]k_(?:live|test)|npm_|eyJ|bearer\s|:\/\/[^\s/]*:[^\s/]*@|(?:pass(?:word|wd|phrase)?|secret|token|key|credentials?|authorization|cookie)\\?["']?\s{0,3}[:=]/i;

/** Longer strings are cut before they are searched; the cut is marked in the text. */
const MAX_STRING_CHARACTERS = 65_536;
const MAX_DEPTH = 32;

export function redactText(text: string): { text: string; kinds: readonly string[] } {
  const bounded =
    text.length > MAX_STRING_CHARACTERS
      ? `${text.slice(0, MAX_STRING_CHARACTERS)}…[${text.length - MAX_STRING_CHARACTERS} more]`
      : text;
  if (!HINT.test(bounded)) return { text: bounded, kinds: [] };
  const kinds: string[] = [];
  let redacted = bounded;
  for (const { kind, pattern } of FORMS) {
    redacted = redacted.replace(pattern, () => {
      kinds.push(kind);
      return `[redacted:${kind}]`;
    });
  }
  return { text: redacted, kinds };
}

/** A copy of a JSON-like value with every string redacted, and where something was taken out (JSON pointers). */
export function redactValue<Value>(value: Value): { value: Value; redactions: Redaction[] } {
  const text = JSON.stringify(value);
  if (text.length <= MAX_STRING_CHARACTERS && !HINT.test(text)) return { value, redactions: [] };
  const redactions: Redaction[] = [];
  const walk = (node: unknown, pointer: string, depth: number): unknown => {
    if (typeof node === 'string') {
      const { text, kinds } = redactText(node);
      for (const kind of new Set(kinds)) {
        redactions.push({
          field: pointer.slice(0, 500),
          kind,
          count: kinds.filter((one) => one === kind).length,
        });
      }
      return text;
    }
    if (typeof node !== 'object' || node === null) return node;
    if (depth >= MAX_DEPTH) return '[too deep]';
    if (Array.isArray(node)) return node.map((item, index) => walk(item, `${pointer}/${index}`, depth + 1));
    return Object.fromEntries(
      Object.entries(node).map(([key, item]) => [
        key,
        walk(item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1),
      ]),
    );
  };
  // The walk keeps the shape: it only replaces strings by strings (and what is deeper than any of our types).
  return { value: walk(value, '', 0) as Value, redactions };
}
