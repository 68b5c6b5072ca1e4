import { basename } from 'node:path';

export type RelayWords =
  | {
      readonly ok: true;
      /** What the client calls this server; its tools are `mcp__NAME__…` to policy. */
      readonly name: string;
      readonly command: string;
      readonly args: readonly string[];
      /** The state folder; then the environment says nothing about it. */
      readonly home?: string;
    }
  | { readonly ok: false; readonly why: string };

const USAGE = 'usage: sallyport mcp run [--name NAME] [--home FOLDER] -- COMMAND ARGS…';
const MAX_NAME = 200;

export function readRelayWords(words: readonly string[]): RelayWords {
  const end = words.indexOf('--');
  const [command, ...args] = end < 0 ? [] : words.slice(end + 1);
  if (command === undefined || command === '') return { ok: false, why: `no server was named; ${USAGE}` };
  const options: Partial<Record<'name' | 'home', string>> = {};
  const given = words.slice(0, end);
  while (given.length > 0) {
    const word = given.shift() ?? '';
    // For the installer alone: the server stands in a project's file.
    if (word === '--project') continue;
    const [, option, glued] = /^--(name|home)(?:=(.*))?$/s.exec(word) ?? [];
    const value = glued ?? given.shift();
    if ((option !== 'name' && option !== 'home') || value === undefined || value === '')
      return { ok: false, why: `\`${word}\` is not understood; ${USAGE}` };
    options[option] = value;
  }
  const { home, name = nameOf(command, args) } = options;
  if (name.length > MAX_NAME || /\p{Cc}/u.test(name))
    return {
      ok: false,
      why: 'the name has too many or strange characters; take the one that the client uses',
    };
  if (home !== undefined && !home.startsWith('/'))
    return { ok: false, why: '`--home` must be an absolute folder' };
  return { ok: true, name, command, args, ...(home === undefined ? {} : { home }) };
}

/** Programs that run what their first word names. */
const RUNNERS: ReadonlySet<string> = new Set([
  'node',
  'npx',
  'bunx',
  'bun',
  'deno',
  'uvx',
  'uv',
  'python',
  'python3',
  'pnpm',
  'docker',
]);

/** Without a name, the server is called as the package or file that it is. */
function nameOf(command: string, args: readonly string[]): string {
  const program = basename(command);
  const first = RUNNERS.has(program) ? args.find((word) => !word.startsWith('-')) : undefined;
  const name = (first === undefined ? program : basename(first)).replace(
    /(?:@[\w.-]*)?(?:\.[cm]?[jt]s|\.py)?$/,
    '',
  );
  return (name === '' ? program : name).slice(0, MAX_NAME);
}
