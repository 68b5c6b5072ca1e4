import type { Action, Facts } from '@sallyport/action-model';
import { pathSubject, type Variables, type View } from '../condition/view.ts';
import { BEYOND_ASCII, extensionOf, indexKey, nameOf, type Place } from '../path/place.ts';
import { FieldTree } from './field-tree.ts';
import { GramIndex } from './gram-index.ts';
import { PathTrie } from './path-trie.ts';
import type { Posting } from './postings.ts';

type RuleNumber = number;

/** Finds the rules of one action kind that could match. Built once; asking it changes only its own scratch memory. */
export interface RuleIndex {
  readonly candidates: (action: Action, facts: Facts, variables: Variables) => readonly RuleNumber[];
}

const addTo = <Key>(map: Map<Key, RuleNumber[]>, key: Key, rule: RuleNumber): void => {
  const known = map.get(key);
  if (known === undefined) map.set(key, [rule]);
  else if (known.at(-1) !== rule) known.push(rule);
};

export const buildRuleIndex = (groupsOfRules: readonly (readonly (readonly Posting[])[])[]): RuleIndex => {
  const ruleCount = groupsOfRules.length;
  const always: RuleNumber[] = [];
  const fields = new FieldTree();
  const domains = new Map<string, RuleNumber[]>();
  const names = new Map<string, RuleNumber[]>();
  const segments = new Map<string, RuleNumber[]>();
  const extensions = new Map<string, RuleNumber[]>();
  const grams = new GramIndex();
  const trie = new PathTrie();
  /** Rules found by what a path is called: a pattern or an uncertain path may be called anything. */
  const byText = new Set<RuleNumber>();
  const file = (posting: Posting, rule: RuleNumber): void => {
    if (posting.by === 'path') trie.add(posting.anchor, rule);
    else if (posting.by === 'domain') addTo(domains, posting.key, rule);
    else if (posting.by === 'path-extension') addTo(extensions, posting.key, rule);
    else if (posting.by === 'gram') fields.rulesOf(posting.list).grams.add(posting.gram, rule);
    else if (posting.by !== 'value') {
      byText.add(rule);
      if (posting.by === 'path-gram') grams.add(posting.gram, rule);
      else addTo(posting.by === 'path-name' ? names : segments, indexKey(posting.key), rule);
    } else addTo(fields.rulesOf(posting.list).values, posting.key, rule);
  };
  // A rule's second group is filed as a rule of its own, `ruleCount` higher.
  const needsSecond: boolean[] = [];
  for (const [rule, groups] of groupsOfRules.entries()) {
    if (groups.length === 0) always.push(rule);
    needsSecond.push(groups.length > 1);
    for (const [number, group] of groups.entries())
      for (const posting of group) file(posting, rule + number * ruleCount);
  }
  const rulesByText = [...byText];

  // Scratch: which rules this question has already found. A round number saves clearing it.
  const seenInRound = new Uint32Array(2 * ruleCount);
  let round = 0;
  let found: RuleNumber[] = [];
  const take = (rule: RuleNumber): void => {
    if (seenInRound[rule] === round) return;
    seenInRound[rule] = round;
    if (rule < ruleCount) found.push(rule);
  };
  const takeAll = (rules: readonly RuleNumber[] | undefined): void => {
    if (rules !== undefined) for (const rule of rules) take(rule);
  };

  const looksAtPaths = !trie.isEmpty || rulesByText.length > 0 || extensions.size > 0;
  const takePaths = (paths: readonly View[]): void => {
    for (const view of paths) {
      const subject = pathSubject(view);
      const { use, places, setting } = subject;
      trie.find(subject, take);
      if (extensions.size > 0) takeAll(extensions.get(extensionOf(use)));
      if (rulesByText.length === 0) continue;
      if (use.glob || !use.certain) takeAll(rulesByText);
      else for (const place of places) takeByText(place);
      takeAll(names.get(indexKey(nameOf(use))));
      if (grams.isEmpty) continue;
      // Where names are folded, other letters may become these.
      if (setting.os !== 'linux' && BEYOND_ASCII.test(use.path + (use.resolved ?? ''))) takeAll(rulesByText);
      grams.find(use.path, take);
      if (use.resolved !== undefined) grams.find(use.resolved, take);
    }
  };

  const takeByText = (place: Place): void => {
    const keys = place.keys();
    if (segments.size > 0) for (const key of keys) takeAll(segments.get(key));
    takeAll(names.get(keys.at(-1) ?? ''));
  };

  const takeHosts = (action: Action): void => {
    for (const { host } of action.hosts) {
      takeAll(domains.get(host));
      for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1))
        takeAll(domains.get(host.slice(dot + 1)));
    }
  };

  return {
    candidates: (action, facts, variables) => {
      round = round === 0xffff_ffff ? 1 : round + 1;
      if (round === 1) seenInRound.fill(0);
      found = [];
      fields.find(action, facts, take);
      if (domains.size > 0) takeHosts(action);
      if (action.paths.length > 0 && looksAtPaths)
        // The getter of `Action.paths` gives views.
        takePaths((variables.action as unknown as { readonly paths: readonly View[] }).paths);
      if (found.length === 0) return always;
      const both = found.filter(
        (rule) => needsSecond[rule] !== true || seenInRound[rule + ruleCount] === round,
      );
      return [...always, ...both];
    },
  };
};
