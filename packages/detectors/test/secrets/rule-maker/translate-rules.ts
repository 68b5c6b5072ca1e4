/**
 * Translates a gitleaks rule file to the module the detector ships. What has no meaning for a text without a file name
 * is left out: rules that look at nothing but the path, and allowlists that can't hold without one.
 */
import type { RuleAllowlist, RulePattern, SecretRule } from '../../../src/secrets/secret-rule.ts';
import { beginnings, longestMatch, repeatsWidely } from './pattern-facts.ts';
import { readGoPattern, type Pattern } from './read-go-pattern.ts';
import { readRuleFile, type RuleTable, type TomlTable } from './read-rule-file.ts';
import { writeJsPattern } from './write-js-pattern.ts';

export type TranslatedRules = {
  readonly rules: readonly SecretRule[];
  readonly allowedEverywhere: RuleAllowlist;
};

/** Lazy, and never part of the secret: taken off, so that a rule can be tried where its name stands. */
const NAME_PREFIX = '[\\w.-]{0,50}?';

/** How far an unbounded pattern may look. Key blocks are long; the others' neighbours are a few lines away. */
const UNBOUNDED_REACH = 4096;
const REACH: Readonly<Record<string, number>> = {
  'private-key': 16_384,
  'curl-auth-header': 1024,
  'curl-auth-user': 1024,
  'kubernetes-secret-yaml': 1024,
};

/** Where a wide pattern's own first part tells most failures apart, so that certificates cost a key rule nothing. */
const OPENING: Readonly<Record<string, string>> = {
  'private-key': '-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY',
};

/** Rules that begin with anything but have their keyword at a fixed place: it is looked for there, not in a window. */
const LEAD: Readonly<Record<string, readonly number[]>> = {
  'hashicorp-tf-api-token': [15],
  'maxmind-license-key': [36],
  // Behind a quote or blank, or at the start of the text.
  'azure-ad-client-secret': [5, 4],
};

/** In these the original's `.` may also match a carriage return that the next part wants: n⁵ when backtracking. */
const LINE_BOUND = new Set(['curl-auth-header', 'curl-auth-user']);

/**
 * Written without the brackets that were meant: it would let go of any secret that holds `false` or ends in `null`, and
 * whoever makes a secret up could see to that.
 */
const MENDED: Readonly<Record<string, string>> = { '(?i)^true|false|null$': '(?i)^(?:true|false|null)$' };

const GENERIC = 0.5;
const NAMED = 0.7;
const DISTINCT = 0.9;

export const translateRules = (toml: string): TranslatedRules => {
  const file = readRuleFile(toml);
  return {
    rules: file.rules.flatMap(translateRule),
    allowedEverywhere: translateAllowlist(file.allowlist),
  };
};

const translateRule = (rule: RuleTable): readonly SecretRule[] => {
  const { fields } = rule;
  const written = text(fields, 'regex');
  if (written === '') return [];
  const id = text(fields, 'id');
  const bounded = LINE_BOUND.has(id) ? written.replaceAll('.*', '[^\\r\\n]*') : written;
  const assignment = bounded.includes(NAME_PREFIX);
  const tree = readGoPattern(bounded.replaceAll(NAME_PREFIX, ''));
  const longest = longestMatch(tree);
  const opening = OPENING[id];
  const keywords = list(fields, 'keywords');
  return [
    {
      id,
      pattern: writeJsPattern(tree),
      keywords,
      begins: beginnings(tree),
      lead: LEAD[id] ?? [],
      reach: REACH[id] ?? (longest <= UNBOUNDED_REACH ? longest : UNBOUNDED_REACH),
      assignment,
      wide: repeatsWidely(tree),
      ...(opening === undefined ? {} : { opening }),
      group: Number(fields['secretGroup'] ?? 0),
      entropy: Number(fields['entropy'] ?? 0),
      allowlists: rule.allowlists.filter(appliesToText).map(translateAllowlist),
      confidence: id === 'generic-api-key' ? GENERIC : assignment ? NAMED : DISTINCT,
    },
  ];
};

/** The rule's pattern as it was written, for the test that makes examples from it. */
export const originalPatterns = (toml: string): ReadonlyMap<string, Pattern> =>
  new Map(
    readRuleFile(toml)
      .rules.filter(({ fields }) => text(fields, 'regex') !== '')
      .map(({ fields }) => [text(fields, 'id'), readGoPattern(text(fields, 'regex'))]),
  );

const appliesToText = (allowlist: TomlTable): boolean =>
  !(allowlist['condition'] === 'AND' && list(allowlist, 'paths').length > 0) &&
  list(allowlist, 'regexes').length + list(allowlist, 'stopwords').length > 0;

const translateAllowlist = (allowlist: TomlTable): RuleAllowlist => {
  const target = text(allowlist, 'regexTarget');
  return {
    target: target === 'match' || target === 'line' ? target : 'secret',
    patterns: list(allowlist, 'regexes').map((source): RulePattern =>
      writeJsPattern(readGoPattern(MENDED[source] ?? source)),
    ),
    stopwords: list(allowlist, 'stopwords').map((word) => word.toLowerCase()),
  };
};

const text = (table: TomlTable, key: string): string => {
  const value = table[key];
  return typeof value === 'string' ? value : '';
};

const list = (table: TomlTable, key: string): readonly string[] => {
  const value = table[key];
  return typeof value === 'object' ? value : [];
};
