/**
 * What a command that fetches a package from npm would fetch and run. Only words whose meaning is certain are read: an
 * option that is not known here, several packages, an address or a folder in a package's place give nothing, and the
 * server stays one that nobody can pin.
 */
import { basename } from 'node:path';

export type Fetch = {
  /** As written: a package of the registry, with or without a version, range or tag. */
  readonly spec: string;
  readonly package: string;
  /** Which of its programs, where the words name one. */
  readonly bin?: string;
  /** What that program is given. */
  readonly args: readonly string[];
};

/** No colon and no slash but a scope's: an address, a folder or another package's name in its place is not read. */
const SPEC = /^((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?:@[\w.^~<>=|*+ -]{1,100})?$/i;
const ARCHIVE = /\.(?:tgz|tar|tar\.gz)$/i;

/** The package that a word names; undefined where it names something else. */
export function packageOf(spec: string): string | undefined {
  return spec.length > 300 || ARCHIVE.test(spec) ? undefined : SPEC.exec(spec)?.[1];
}

type Fetcher = {
  /** Words in front of the package that change nothing about what runs. */
  readonly plain: ReadonlySet<string>;
  /** Words that take a package, with the next word or behind `=`. */
  readonly packages: ReadonlySet<string>;
  /** It reads options behind the package's name as its own, up to `--`. */
  readonly isGreedy?: true;
};

const NPM = new Set(['-y', '--yes', '-q', '--quiet', '--prefer-offline', '--prefer-online']);
const PACKAGE = new Set(['-p', '--package']);
const NPX: Fetcher = { plain: NPM, packages: PACKAGE };
const NPM_EXEC: Fetcher = { plain: NPM, packages: new Set(['--package']), isGreedy: true };
const DLX: Fetcher = { plain: new Set(['-q', '--quiet', '--silent', '-s']), packages: PACKAGE };
const BUNX: Fetcher = { plain: new Set(['-y', '--silent']), packages: PACKAGE };

const FETCHERS: Readonly<Record<string, Fetcher>> = {
  npx: NPX,
  pnpx: DLX,
  bunx: BUNX,
  'npm exec': NPM_EXEC,
  'npm x': NPM_EXEC,
  'pnpm dlx': DLX,
  'yarn dlx': DLX,
  'bun x': BUNX,
};

const nameOf = (command: string): string => basename(command).replace(/\.(?:exe|cmd)$/i, '');

/** Quick, and certain where it says no: most servers fetch nothing. */
export const mayFetch = (command: string): boolean =>
  /^(?:npx|pnpx|bunx|npm|pnpm|yarn|bun)$/.test(nameOf(command));

export function readFetch(command: string, args: readonly string[]): Fetch | undefined {
  const name = nameOf(command);
  const alone = own(name);
  const [order = '', ...behind] = args;
  const ordered = own(`${name} ${order}`);
  if (alone !== undefined) return readWords(alone, args);
  return ordered === undefined ? undefined : readWords(ordered, behind);
}

const own = (name: string): Fetcher | undefined =>
  Object.hasOwn(FETCHERS, name) ? FETCHERS[name] : undefined;

function readWords(fetcher: Fetcher, words: readonly string[]): Fetch | undefined {
  const { plain, packages, isGreedy } = fetcher;
  const named: string[] = [];
  const rest = [...words];
  let isCut = false;
  for (;;) {
    const word = rest[0];
    if (word === undefined) return undefined;
    if (!word.startsWith('-')) break;
    rest.shift();
    if (word === '--') {
      isCut = true;
      break;
    }
    const [, option = word, glued] = /^(--\w+)=(.*)$/s.exec(word) ?? [];
    if (packages.has(option)) named.push(glued ?? rest.shift() ?? '');
    else if (!plain.has(word)) return undefined;
  }
  const [first, ...behind] = rest;
  if (first === undefined || named.length > 1) return undefined;
  const given = isGreedy === true && !isCut ? ungreedy(behind) : behind;
  const spec = named[0] ?? first;
  const name = packageOf(spec);
  if (name === undefined || given === undefined) return undefined;
  if (named.length === 0) return { spec, package: name, args: given };
  // With a package named apart, the first word is one of its programs, and never a path.
  return /^[\w.-]+$/.test(first) ? { spec, package: name, bin: first, args: given } : undefined;
}

/** Words up to the first `--` are read by the fetcher as well: with an option among them nobody here knows whose it is. */
function ungreedy(words: readonly string[]): readonly string[] | undefined {
  const cut = words.indexOf('--');
  const before = cut < 0 ? words : words.slice(0, cut);
  if (before.some((word) => word.startsWith('-'))) return undefined;
  return cut < 0 ? words : [...before, ...words.slice(cut + 1)];
}
