import type { ReadyAllowlist } from './prepare-rules.ts';
import { holdsWord } from './word-automaton.ts';

export type Candidate = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly secret: string;
  /** The rule's match leaves out the name before it, which an allowlist over the match wants to see. */
  readonly assignment: boolean;
};

/** An allowlist over a line looks no further than this to either side: a text may be one line of any length. */
const LINE_REACH = 256;
const NAME_REACH = 50;

/** Whether one of the lists says that this is no secret. */
export const isAllowed = (candidate: Candidate, lists: readonly ReadyAllowlist[]): boolean =>
  lists.some(({ target, patterns, stopwords }) => {
    if (stopwords !== undefined && holdsWord(stopwords, candidate.secret)) return true;
    if (patterns.length === 0) return false;
    const subject = TARGETS[target](candidate);
    return patterns.some((pattern) => pattern.test(subject));
  });

const matchOf = ({ text, start, end, assignment }: Candidate): string => {
  let from = start;
  if (assignment)
    while (from > 0 && start - from < NAME_REACH && /[\w.-]/.test(text.charAt(from - 1))) from--;
  return text.slice(from, end);
};

const lineOf = ({ text, start, end }: Candidate): string => {
  const before = text.slice(Math.max(0, start - LINE_REACH), start);
  const after = text.slice(end, end + LINE_REACH);
  const stop = after.indexOf('\n');
  return (
    before.slice(before.lastIndexOf('\n') + 1) +
    text.slice(start, end) +
    (stop < 0 ? after : after.slice(0, stop))
  );
};

const TARGETS: Readonly<Record<ReadyAllowlist['target'], (candidate: Candidate) => string>> = {
  secret: ({ secret }) => secret,
  match: matchOf,
  line: lineOf,
};
