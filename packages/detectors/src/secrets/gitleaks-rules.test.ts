import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rulesModule } from '../../test/secrets/rule-maker/rules-module.ts';
import { samplePattern } from '../../test/secrets/rule-maker/sample-pattern.ts';
import { originalPatterns } from '../../test/secrets/rule-maker/translate-rules.ts';
import { GITLEAKS_ALLOWED, GITLEAKS_RULES } from './gitleaks-rules.ts';
import { prepareRules } from './prepare-rules.ts';
import { scanSecrets, type SecretMatch } from './scan-secrets.ts';

const DATA = '../shared/data/dev';
const toml = readFileSync(`${DATA}/secrets.gitleaks-rules.toml`, 'utf8');
type Fixture = { readonly id: string; readonly label: number; readonly cat: string; readonly text: string };
const fixtures = readFileSync(`${DATA}/secrets.gitleaks-fixtures.jsonl`, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  // The format is described beside the data.
  .map((line) => JSON.parse(line) as Fixture);

/** Files whose name isn't how their rules' names begin. */
const FAMILIES: Readonly<Record<string, string>> = {
  hashicorp_vault: 'vault',
  privatekey: 'private-key',
  octopusdeploy: 'octopus',
  meraki: 'cisco-meraki',
};
const familyOf = (cat: string): string => {
  const name = cat.replace(/\.go$/, '');
  return FAMILIES[name] ?? name;
};

/** Written against one rule of a file, and rightly found by its sibling: an admin key is no user's key, and so on. */
const FOUND_BY_SIBLING = new Map([
  ['sec.gitleaks-fixtures#12', 'anthropic-admin-api-key'],
  ['sec.gitleaks-fixtures#15', 'anthropic-api-key'],
]);
/** For a rule over Google's service accounts that the rule file doesn't have. */
const WITHOUT_RULE = new Set(['sec.gitleaks-fixtures#142']);

const originals = originalPatterns(toml);

const ready = new Map(GITLEAKS_RULES.map((rule) => [rule.id, prepareRules([rule], GITLEAKS_ALLOWED)]));
const findsOf = (id: string, text: string): readonly SecretMatch[] => {
  const rules = ready.get(id);
  if (rules === undefined) throw new Error(`no rule \`${id}\``);
  return scanSecrets(text, rules).matches;
};

test('the committed rules are what the script makes of the rule file', async () => {
  const committed = readFileSync(new URL('./gitleaks-rules.ts', import.meta.url), 'utf8');
  expect(await rulesModule(toml)).toBe(committed);
});

test('every rule with a pattern is translated, and only the one over paths is left out', () => {
  const written = [...toml.matchAll(/^id = "(.+)"$/gm)].map((hit) => hit[1]);
  const translated = new Set(GITLEAKS_RULES.map(({ id }) => id));
  expect(written).toHaveLength(222);
  expect(written.filter((id) => id === undefined || !translated.has(id))).toEqual(['pkcs12-file']);
});

const rulesFor = (cat: string): readonly string[] =>
  GITLEAKS_RULES.map(({ id }) => id).filter((id) => id.startsWith(familyOf(cat)));

describe('the rules agree with the fixtures written for the originals', () => {
  test('every fixture belongs to a rule', () => {
    expect(fixtures.filter(({ cat }) => rulesFor(cat).length === 0).map(({ cat }) => cat)).toEqual([]);
  });
  test.each(fixtures.filter(({ id, label }) => label === 1 && !WITHOUT_RULE.has(id)))(
    '$id is found by a rule of $cat',
    ({ cat, text }) => {
      expect(rulesFor(cat).some((id) => findsOf(id, text).length > 0)).toBe(true);
    },
  );
  test.each(fixtures.filter(({ label }) => label === 0))(
    '$id is left alone by the rules of $cat',
    ({ id: fixture, cat, text }) => {
      const sibling = FOUND_BY_SIBLING.get(fixture);
      expect(rulesFor(cat).filter((id) => findsOf(id, text).length > 0)).toEqual(
        sibling === undefined ? [] : [sibling],
      );
    },
  );
});

const TRIES = 300;

/**
 * Texts made from the original's own pattern. Samples are short of entropy or allowed now and then, as the original
 * would also say, so the first that is found stands for the rule.
 */
const exampleFor = (id: string): { text: string; found: SecretMatch } | undefined => {
  const pattern = originals.get(id);
  const keyword = GITLEAKS_RULES.find((rule) => rule.id === id)?.keywords[0] ?? '';
  if (pattern === undefined) return undefined;
  for (let seed = 1; seed <= TRIES; seed++) {
    const made = samplePattern(pattern, seed);
    // A rule may ask for a word that its pattern doesn't hold.
    const text = made.toLowerCase().includes(keyword) ? made : `${keyword} ${made}`;
    const found = findsOf(id, text)[0];
    if (found !== undefined) return { text, found };
  }
  return undefined;
};

describe('every rule has a text it finds and one it leaves alone', () => {
  test.each(GITLEAKS_RULES.map(({ id }) => id))('%s', (id) => {
    const example = exampleFor(id);
    expect(example).toBeDefined();
    if (example === undefined) return;
    const { text, found } = example;
    const placed = findsOf(id, `first line\n${text}`);
    expect(placed.length).toBeGreaterThan(0);
    // Three characters of the secret are no secret.
    const cut = text.slice(0, found.start + 3) + text.slice(found.end);
    expect(findsOf(id, cut)).toEqual([]);
  });
});
