import type { ProgramWords } from './program-words.ts';

/** Where `--` parts names from flags, and no command follows; or `command-reading` has already read what follows. */
const DASHES_ONLY =
  /^(?:git|rm|cp|mv|ls|cat|grep|egrep|rg|ag|sed|awk|find|fd|xargs|mkdir|touch|chmod|chown|tar|npm|pnpm|npx|pnpx|bunx|yarn|bun|make|cargo|go|pytest|jest|vitest|echo|printf|test|set|exec|docker|podman|kubectl|ssh|sudo|env|run|bash|sh|zsh|tee|head|tail|diff|sort|rmdir|ln|stat|read)$/;

/**
 * The command that a program may start, though nothing says that it does: what stands behind `--` of a program that
 * `command-reading` has no line for, and a tool of the project behind `yarn`. Guesses are good enough for a finding
 * and too coarse for policy, which sees them as the words they are.
 */
export function innerCommandOf({ name, use }: ProgramWords): string | undefined {
  const { args } = use;
  const dashes = DASHES_ONLY.test(name) ? -1 : args.indexOf('--');
  if (dashes > 0) return asText(args.slice(dashes + 1));
  // `yarn TOOL …` starts a tool of the project, `yarn add` does not, but nothing dangerous is called `add`.
  if (name !== 'yarn') return undefined;
  const first = args.findIndex((word) => !word.startsWith('-'));
  return first < 0 || STARTS.test(args[first] ?? '') ? undefined : asText(args.slice(first));
}

/** Orders of yarn's behind which `command-reading` has read the program. */
const STARTS = /^(?:exec|x|dlx|workspaces?)$/;

function asText(words: readonly string[]): string | undefined {
  const [first] = words;
  return first === undefined || first === '' ? undefined : words.slice(0, 100).map(quoted).join(' ');
}

const quoted = (word: string): string =>
  /^[\w./:=@%+,~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
