export type RulePattern = { readonly source: string; readonly flags: string };

/** A find is dropped when a pattern matches the target, or the secret holds a stop-word. */
export type RuleAllowlist = {
  readonly target: 'secret' | 'match' | 'line';
  readonly patterns: readonly RulePattern[];
  readonly stopwords: readonly string[];
};

export type SecretRule = {
  readonly id: string;
  readonly pattern: RulePattern;
  /** Lower-cased; a text without any of them isn't tried. */
  readonly keywords: readonly string[];
  /** Lower-cased; one of them begins every match. Empty: the pattern is tried in a window round each keyword. */
  readonly begins: readonly string[];
  /** Where the keyword stands in every match, from its start: with it no window is needed. Empty: not at a fixed place. */
  readonly lead: readonly number[];
  /** How many code units a match may have, at most. Over 1,000 the pattern is run on a piece of that length. */
  readonly reach: number;
  /** Matches `name … operator … value`: nothing to try where no operator follows the beginning. */
  readonly assignment: boolean;
  /** Tries at neighbouring places may read the same stretch again; their cost is counted and bounded. */
  readonly wide: boolean;
  /** What a wide pattern begins with, without its wide part: where this fails a try has cost nothing. */
  readonly opening?: string;
  /** The group that holds the secret; 0 is the first that isn't empty, and the whole match when there is none. */
  readonly group: number;
  /** Bits a character; the secret must have more. */
  readonly entropy: number;
  readonly allowlists: readonly RuleAllowlist[];
  readonly confidence: number;
};
