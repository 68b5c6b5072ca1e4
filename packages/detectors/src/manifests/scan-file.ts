/** Everything that one file by itself gives away. */
import { normalise, type Normalised } from '../normalise/normalise.ts';
import { findCombinations } from './combinations.ts';
import { roleOf, type FileRole } from './component-kind.ts';
import type { Component, FindingLevel, KnownName } from './component-report.ts';
import { findHiddenText } from './hidden-text.ts';
import { findInstalledLookAlikes } from './names/installed-names.ts';
import { isAboutSecurity, mayShowSigns, type Declared } from './purpose.ts';
import { isQuotedSign } from './quoted-sign.ts';
import { raise, type Raised } from './raise.ts';
import { grantsOf, lookAtHooks, lookAtSettings, toolsIn } from './readers/client-settings.ts';
import { readFrontMatter, type FrontMatter } from './readers/front-matter.ts';
import { membersOf, nodesBelow, readJsonTree, textOf, type JsonProblem } from './readers/json-tree.ts';
import type { JsonLook } from './readers/look.ts';
import { lookAtServers } from './readers/mcp-servers.ts';
import { lookAtMarketplace, lookAtPackage, lookAtTools } from './readers/packages-and-tools.ts';
import { SUBJECTS } from './rules/subjects.ts';
import { scanText, type TextFacts, type TextMatch } from './scan-text.ts';
import type { TextRule } from './text-rule.ts';
import { findToolMismatches } from './tool-functions.ts';

export type FileScan = {
  readonly raised: readonly Raised[];
  readonly components: readonly Component[];
  readonly abilities: TextFacts['abilities'];
  readonly declared: Declared | undefined;
  readonly truncated: readonly string[];
};

const LOOKS: readonly JsonLook[] = [
  lookAtServers,
  lookAtSettings,
  lookAtHooks,
  lookAtPackage,
  lookAtTools,
  lookAtMarketplace,
];

export function scanFile(
  { path, text }: { readonly path: string; readonly text: string },
  knownNames: readonly KnownName[],
  normalised: Normalised = normalise(text, { role: 'manifest' }),
): FileScan {
  const role = roleOf(path);
  const facts = scanText(text, normalised);
  const form = role === 'script' ? NOTHING : readForm(path, text, role, knownNames);
  const isForPeople = role === 'skill' || role === 'agent' || role === 'command';
  const isTaught = isForPeople && isAboutSecurity(form.declared);
  const showsSigns = isForPeople && mayShowSigns(form.declared);
  const levelOf = ({ rule, level, start, end }: TextMatch): FindingLevel =>
    (isTaught && level === 'warn') || (showsSigns && isShown(text, rule, start, end)) ? 'note' : level;
  return {
    raised: [
      ...facts.matches.map((match) =>
        raise(match.rule.id, levelOf(match), match.rule.subject, match.rule.title, match),
      ),
      ...densityFindings(text, facts.truncated),
      ...findHiddenText(text, normalised),
      ...findCombinations({ path, text }, facts),
      ...findToolMismatches(text),
      ...findInstalledLookAlikes(text, role === 'requirements' && path.endsWith('.txt'), knownNames),
      ...form.raised,
    ],
    components: form.components,
    abilities: facts.abilities,
    declared: form.declared,
    truncated: normalised.truncated ? ['normalise', ...facts.truncated] : facts.truncated,
  };
}

/** What stands in the open (the rule finds it in the text itself) and in quotes, as a sign to look for. */
const isShown = (text: string, rule: TextRule, start: number, end: number): boolean =>
  rule.mayBeSpokenOf !== undefined &&
  new RegExp(rule.pattern.source, 'i').test(text.slice(start, end)) &&
  isQuotedSign(text, start, end);

/** Long texts may be cut off; a short one only when it is filled with what the rules wait for. */
const SHORT_UNITS = 50_000;

const densityFindings = (text: string, truncated: readonly string[]): readonly Raised[] =>
  truncated.length === 0
    ? []
    : [
        raise(
          'not-read-to-the-end',
          text.length < SHORT_UNITS ? 'warn' : 'note',
          SUBJECTS.hidden,
          'Is so full of what the rules look for that some of them did not see it all',
          { start: 0, end: Math.min(text.length, 80) },
        ),
      ];

type Form = Pick<FileScan, 'raised' | 'components' | 'declared'>;
const NOTHING: Form = { raised: [], components: [], declared: undefined };

function readForm(path: string, text: string, role: FileRole, knownNames: readonly KnownName[]): Form {
  const head = readFrontMatter(text);
  if (head !== undefined && !path.toLowerCase().endsWith('.json')) return readHead(head, text);
  const isNamedJson = path.toLowerCase().endsWith('.json');
  if (!isNamedJson && !/^\s{0,200}[{[]/.test(text)) return NOTHING;
  const { root, problems } = readJsonTree(text);
  // Text that only begins like JSON is no broken file.
  const raised =
    isNamedJson || problems.every(({ what }) => what !== 'invalid') ? problems.map(problemFinding) : [];
  const components: Component[] = [];
  if (root === undefined) return { ...NOTHING, raised };
  for (const node of nodesBelow(root)) {
    for (const [key, value] of membersOf(node)) {
      for (const look of LOOKS) {
        const seen = look(key, value, { path, role, text, knownNames });
        raised.push(...(seen?.raised ?? []));
        components.push(...(seen?.components ?? []));
      }
    }
  }
  const top = membersOf(root);
  const name = textOf(top.get('name'));
  if (name !== undefined && role === 'plugin') components.push({ kind: 'plugin', name, path });
  if (name !== undefined && role === 'marketplace') components.push({ kind: 'marketplace', name, path });
  if (name !== undefined && role === 'bundle') components.push({ kind: 'bundle', name, path });
  const description = textOf(top.get('description'));
  const declared =
    description !== undefined && (role === 'plugin' || role === 'bundle')
      ? {
          description,
          body: textOf(top.get('long_description')) ?? '',
          tools: [],
          asksNothing: false,
          place: { start: 0, end: 1 },
        }
      : undefined;
  return { raised, components, declared };
}

const BODY_UNITS = 6000;
/** Where heads name what they want to be allowed; other clients than this one have their own words for it. */
const ASKED_IN = ['allowed-tools', 'allowed_tools', 'tools', 'permissions', 'capabilities', 'scopes'];

function readHead({ end, values, problems }: FrontMatter, text: string): Form {
  const place = { start: 0, end: Math.min(end, text.length) };
  const raised = problems.map((what) =>
    what === 'repeated-key' || what === 'prototype-key' || what === 'alias'
      ? raise(
          `head-${what}`,
          what === 'alias' ? 'note' : 'warn',
          SUBJECTS.form,
          'Has a head that can be read in two ways',
          place,
        )
      : raise(`head-${what}`, 'note', SUBJECTS.form, 'Has a head that cannot be read', place),
  );
  const grants = ASKED_IN.flatMap((key) => values.get(key) ?? []);
  const tools = grants.flatMap(({ value }) => toolsIn(value));
  for (const grant of grants) raised.push(...grantsOf(toolsIn(grant.value), grant));
  if (values.has('hooks'))
    raised.push(
      raise('head-hooks', 'note', SUBJECTS.staying, 'Brings hooks that run commands by themselves', place),
    );
  if (values.get('permissionMode')?.value === 'bypassPermissions')
    raised.push(raise('permission-mode', 'warn', SUBJECTS.guarding, 'Runs without permission checks', place));
  const description = values.get('description')?.value;
  return {
    raised,
    components: [],
    declared: {
      description: typeof description === 'string' ? description : '',
      body: text.slice(end, end + BODY_UNITS),
      tools,
      asksNothing: grants.some(({ value }) => Array.isArray(value) && value.length === 0),
      place,
    },
  };
}

const PROBLEMS: Readonly<Record<JsonProblem['what'], readonly ['note' | 'warn', string]>> = {
  invalid: ['note', 'Is not valid JSON'],
  'repeated-key': ['warn', 'Says the same key twice'],
  'prototype-key': ['warn', 'Has a key that can change every object of a program'],
  'too-deep': ['warn', 'Is nested too deeply or too large to be read'],
};

const problemFinding = ({ what, start, end }: JsonProblem): Raised => {
  const [level, title] = PROBLEMS[what];
  return raise(`json-${what}`, level, SUBJECTS.form, title, { start, end });
};
