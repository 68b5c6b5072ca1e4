/** What a server's command says of what runs: its program, the script that an interpreter is given, who fetches what. */
import { accessSync, constants, statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { imageDigest } from '../pinned/image-digest.ts';
import { findScript, realFile } from './find-script.ts';

export type Started = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly path: string;
};

export type Start = {
  /** Real paths. */
  readonly program: string | undefined;
  readonly script: string | undefined;
  /** Code that an interpreter loads before its script. */
  readonly preloads: readonly (string | undefined)[];
  /** Of the file behind the command. */
  readonly name: string;
  readonly isInterpreter: boolean;
  /** `python -m`: run by its name, which is all that is known of it. */
  readonly isModule: boolean;
  /** The first word that is no option. */
  readonly first: string | undefined;
  readonly fetches: { readonly program: string; readonly from: string } | undefined;
  readonly image: string | undefined;
};

/** Programs whose first word is the file that they run. */
const INTERPRETERS =
  /^(?:node\d*|nodejs|bun|deno|(?:python|pypy|ruby|perl|php|lua)[\d.]*t?|sh|bash|dash|zsh|ksh|fish|tsx|ts-node)$/;
/** Programs that fetch what they run, or may. */
const FETCHERS: Readonly<Record<string, string>> = {
  npx: 'npm',
  bunx: 'npm',
  pnpx: 'npm',
  uvx: 'PyPI',
  pipx: 'PyPI',
  docker: 'a registry of images',
  podman: 'a registry of images',
};
/** `npm exec`, `pnpm dlx`, `yarn dlx`, `uv tool run`, `bun x`, `deno run https:…` */
const FETCHING_ORDERS = /^(?:npm (?:exec|x)|pnpm (?:dlx|exec)|yarn dlx|uv (?:run|tool)|bun x)$/;
/** Their options that take the next word, so that it is no script. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  '-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--env-file',
  '--config', '-c', '-W', '-X', '-I', '--tsconfig',
]); // prettier-ignore
/** Of these, the ones whose word is code too. */
const PRELOADS: ReadonlySet<string> = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
]);
const REMOTE = /^(?:https?|npm|jsr):/i;

export function readStart({ command, args, cwd, path }: Started): Start {
  const program = findProgram(command, cwd, path);
  const name = nameOf(program ?? command);
  // A version manager puts a program of its own in an interpreter's place, under its name.
  const isInterpreter = INTERPRETERS.test(name) || INTERPRETERS.test(nameOf(command));
  const first = args.find(
    (word, index) => !word.startsWith('-') && !(isInterpreter && WITH_VALUE.has(args[index - 1] ?? '')),
  );
  const isModule =
    isInterpreter && [name, nameOf(command)].some((each) => each.startsWith('py')) && args.includes('-m');
  const script =
    isInterpreter && !isModule && first !== undefined && !REMOTE.test(first)
      ? findScript(cwd, first)
      : undefined;
  // By the name that it is called by, by that of the file behind it, and as an interpreter's script.
  const fetcher = [nameOf(command), name, ...(script === undefined ? [] : [nameOf(script)])].find(
    (each) => sourceOf(each, first) !== undefined,
  );
  const image = fetcher === 'docker' || fetcher === 'podman' ? imageDigest(args) : undefined;
  const from = fetcher === undefined || image !== undefined ? undefined : sourceOf(fetcher, first);
  return {
    program,
    script,
    name,
    isInterpreter,
    isModule,
    first,
    image,
    preloads: isInterpreter
      ? args
          .filter((_word, index) => PRELOADS.has(args[index - 1] ?? ''))
          .map((word) => realFile(resolve(cwd, word)))
      : [],
    fetches: fetcher === undefined || from === undefined ? undefined : { program: fetcher, from },
  };
}

/** `npx` is a link to `npx-cli.js`, `pnpm` one to `pnpm.cjs`. */
const nameOf = (program: string): string =>
  basename(program)
    .replace(/\.(?:exe|cmd)$/i, '')
    .replace(/^(npx|npm)-cli\.js$|^(pnpm|pnpx|yarn)\.[cm]?js$/, '$1$2');

const sourceOf = (name: string, first: string | undefined): string | undefined =>
  (Object.hasOwn(FETCHERS, name) ? FETCHERS[name] : undefined) ??
  (FETCHING_ORDERS.test(`${name} ${first ?? ''}`) ? 'a registry' : undefined);

/** As the system finds it, in the places that the relay's own environment names. */
function findProgram(command: string, cwd: string, path: string): string | undefined {
  if (command.includes('/')) return realFile(resolve(cwd, command));
  for (const folder of path.split(':')) {
    const file = join(isAbsolute(folder) ? folder : resolve(cwd, folder), command);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return realFile(file);
    } catch {
      // Not there.
    }
  }
  return undefined;
}
