import type { RuleAllowlist, RulePattern, SecretRule } from './secret-rule.ts';
import { buildWordAutomaton, type WordAutomaton } from './word-automaton.ts';

export type ReadyAllowlist = {
  readonly target: RuleAllowlist['target'];
  readonly patterns: readonly RegExp[];
  readonly stopwords: WordAutomaton | undefined;
};

export type ReadyRule = SecretRule & {
  readonly index: number;
  /** Sticky when the rule knows its beginnings, global otherwise. */
  readonly search: RegExp;
  /** The same with group offsets, which cost too much to ask for where nothing matches. */
  readonly locate: RegExp;
  readonly head: RegExp | undefined;
  /** The match can't begin inside a word. */
  readonly atWordStart: boolean;
  /** Indexes of words of which one must be somewhere in the text; empty when its beginning says as much. */
  readonly gate: readonly number[];
  readonly allow: readonly ReadyAllowlist[];
};

export type ReadyWord = {
  readonly length: number;
  readonly rules: readonly ReadyRule[];
  /** All its rules are about a name with a value. */
  readonly assigns: boolean;
  /** A name that holds it may have a secret for its value, whatever the rules say. */
  readonly announces: boolean;
};

export type ReadyRules = {
  readonly automaton: WordAutomaton;
  readonly words: readonly ReadyWord[];
  readonly rules: readonly ReadyRule[];
  readonly everywhere: ReadyAllowlist;
};

/** Built once at start: one automaton over every beginning and keyword, and each rule at the words it waits for. */
export const prepareRules = (
  rules: readonly SecretRule[],
  everywhere: RuleAllowlist,
  announcing: readonly string[] = [],
): ReadyRules => {
  const words = [
    ...new Set([...rules.flatMap(({ keywords, begins }) => [...keywords, ...begins]), ...announcing]),
  ];
  const ready = rules.map((rule, index): ReadyRule => {
    const { source, flags } = rule.pattern;
    const anchored = rule.begins.length > 0;
    const implied =
      anchored && rule.begins.every((begin) => rule.keywords.some((word) => begin.includes(word)));
    return {
      ...rule,
      index,
      search: new RegExp(source, flags + (anchored || rule.lead.length > 0 ? 'y' : 'g')),
      locate: new RegExp(source, `${flags}dy`),
      head: rule.opening === undefined ? undefined : new RegExp(rule.opening, `${flags}y`),
      atWordStart: source.startsWith('\\b'),
      gate: anchored && !implied ? rule.keywords.map((word) => words.indexOf(word)) : [],
      allow: rule.allowlists.map(readyAllowlist),
    };
  });
  return {
    automaton: buildWordAutomaton(words),
    words: words.map((word) => {
      const waiting = ready.filter(({ begins, keywords }) =>
        (begins.length > 0 ? begins : keywords).includes(word),
      );
      return {
        length: word.length,
        rules: waiting,
        assigns: waiting.every(
          ({ assignment, begins, lead }) => assignment && begins.length > 0 && lead.length === 0,
        ),
        announces: announcing.includes(word),
      };
    }),
    rules: ready,
    everywhere: readyAllowlist(everywhere),
  };
};

const readyAllowlist = ({ target, patterns, stopwords }: RuleAllowlist): ReadyAllowlist => ({
  target,
  patterns: joined(patterns),
  stopwords: stopwords.length > 0 ? buildWordAutomaton(stopwords) : undefined,
});

/** One regular expression for all that share their flags: whether any of them matches is all that is asked. */
const joined = (patterns: readonly RulePattern[]): readonly RegExp[] =>
  [...new Set(patterns.map(({ flags }) => flags))].map((flags) => {
    const alike = patterns.filter((pattern) => pattern.flags === flags);
    return new RegExp(alike.map(({ source }) => `(?:${source})`).join('|'), flags);
  });
