import { UNKNOWN, UNSET } from '../field.ts';
import type { Frame } from '../frame.ts';
import { variableBehind } from '../scope.ts';

/** What shells set themselves. `PATH` and its like are taken as they usually are: their first characters are used as an alphabet. */
const USUAL = new Map([
  ['IFS', ' \t\n'],
  ['SHELL', '/bin/bash'],
  ['BASH', '/bin/bash'],
  ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ['OSTYPE', 'linux-gnu'],
  ['HOSTTYPE', 'x86_64'],
  ['MACHTYPE', 'x86_64-pc-linux-gnu'],
  ['SHLVL', '1'],
  ['OPTIND', '1'],
  ['PS4', '+ '],
]);

const CHANGING = new Set(['RANDOM', 'SRANDOM', 'SECONDS', 'EPOCHSECONDS', 'EPOCHREALTIME', 'LINENO', 'BASHPID', 'PPID', 'UID', 'EUID', 'HOSTNAME', 'BASH_VERSION', '?', '$', '!', '-', '_', 'LS_COLORS', 'BASH_VERSINFO', 'REPLY', 'DIRSTACK', 'GROUPS', 'TERM', 'LANG', 'PIPESTATUS']); // prettier-ignore

/** A variable's value: known, `UNKNOWN`, or `UNSET` when nothing here sets it. */
export function valueOfVariable(frame: Frame, given: string): string {
  const { scope } = frame;
  const name = scope.references ? variableBehind(scope, given) : given;
  const set = scope.variables.get(name);
  if (set !== undefined) return set;
  const { variables } = frame.reading.context;
  if (variables && Object.hasOwn(variables, name)) return variables[name] ?? '';
  switch (name) {
    case 'HOME':
      return scope.home;
    case 'PWD':
      return scope.folder;
    case 'OLDPWD':
      return scope.oldFolder;
    case 'USER':
    case 'LOGNAME':
    case 'USERNAME':
      return scope.home.slice(scope.home.lastIndexOf('/') + 1);
    case '@':
    case '*':
      return scope.positional.join(' ');
    case '#':
      return String(scope.positional.length);
    case '_':
      return frame.reading.programs.at(-1)?.args.at(-1) ?? UNKNOWN;
    case '0':
      return 'bash';
    default:
      break;
  }
  const code = name.charCodeAt(0);
  if (code >= 48 && code <= 57) return scope.positional[Number(name) - 1] ?? '';
  return USUAL.get(name) ?? (CHANGING.has(name) ? UNKNOWN : UNSET);
}
