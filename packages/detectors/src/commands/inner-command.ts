import type { ProgramWords } from './program-words.ts';

/** Programs that start what their first word names. */
const STARTS = /^(?:npx|bunx|uvx|pnpx|dotenvx|tsx)$/;

/** Programs that start what follows one of these verbs. */
const STARTS_AFTER: ReadonlyMap<string, RegExp> = new Map([
  ...each('npm pnpm yarn bun', /^(?:exec|x|dlx)$/),
  ...each('bundle rbenv pyenv asdf mise', /^(?:exec|x)$/),
  ...each('poetry uv pipx hatch pdm rye pipenv conda mamba heroku distrobox toolbox', /^(?:run|enter)$/),
  ...each(
    'lxc incus direnv machinectl aws-vault op doppler infisical chamber teller',
    /^(?:exec|run|shell)$/,
  ),
]);

/** Flags after which a whole command stands as one word. */
const TAKES_TEXT: ReadonlyMap<string, RegExp> = new Map([
  ...each('fly flyctl vagrant', /^(?:-C|-c|--command)$/),
  ...each('gcloud', /^--command$/),
  ...each('az', /^--scripts?$/),
  ...each('wsl', /^(?:-e|--exec|--)$/),
  ...each('ansible', /^(?:-a|--args)$/),
]);

function each(names: string, pattern: RegExp): [string, RegExp][] {
  return names.split(' ').map((name) => [name, pattern]);
}

/** Where `--` parts names from flags, and no command follows. */
const DASHES_ONLY =
  /^(?:git|rm|cp|mv|ls|cat|grep|egrep|rg|ag|sed|awk|find|fd|xargs|mkdir|touch|chmod|chown|tar|npm|pnpm|yarn|bun|make|cargo|go|pytest|jest|vitest|echo|printf|test|set|exec|docker|podman|kubectl|ssh|sudo|env|run|bash|sh|zsh|tee|head|tail|diff|sort|rmdir|ln|stat|read)$/;

/** The command that a program starts by other words than `command-reading` follows, as text of a shell. */
export function innerCommandOf({ name, use }: ProgramWords): string | undefined {
  const { args } = use;
  const textFlag = TAKES_TEXT.get(name);
  if (textFlag) {
    const at = args.findIndex((word) => textFlag.test(word.split('=', 1)[0] ?? ''));
    if (at >= 0) return args[at]?.includes('=') ? args[at].slice(args[at].indexOf('=') + 1) : args[at + 1];
  }
  const dashes = DASHES_ONLY.test(name) ? -1 : args.indexOf('--');
  if (dashes > 0) return asText(args.slice(dashes + 1));
  if (STARTS.test(name)) return asText(fromFirstOperand(args));
  const verb = STARTS_AFTER.get(name);
  if (!verb) return undefined;
  const first = args.findIndex((word) => !word.startsWith('-'));
  const at = verb.test(args[first] ?? '') ? first : -1;
  // `yarn TOOL …` starts a tool of the project, `yarn add` does not, but nothing dangerous is called `add`.
  if (at < 0) return name === 'yarn' ? asText(fromFirstOperand(args)) : undefined;
  return asText(fromFirstOperand(args.slice(at + 1)));
}

function fromFirstOperand(args: readonly string[]): readonly string[] {
  // `npx npx x` is `npx x`, however often.
  const at = args.findIndex((word) => !word.startsWith('-') && !STARTS.test(word));
  return at < 0 ? [] : args.slice(at);
}

/** `firebase-tools@13` is started by the name `firebase`. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['firebase-tools', 'firebase'],
  ['netlify-cli', 'netlify'],
  ['@railway/cli', 'railway'],
  ['aws-cdk', 'cdk'],
  ['@sentry/cli', 'sentry-cli'],
  ['eas-cli', 'eas'],
]);

function asText(words: readonly string[]): string | undefined {
  const [first, ...rest] = words.slice(0, 100);
  if (first === undefined || first === '') return undefined;
  const plain = first.replace(/(.)@[\w.^~-]*$/, '$1');
  const name = PACKAGES.get(plain) ?? plain;
  return [name, ...rest].map(quoted).join(' ');
}

const quoted = (word: string): string =>
  /^[\w./:=@%+,~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
