import { HOME } from '../oracle/fake-root.ts';
import type { Dice } from './random.ts';
import type { Spelling } from './plain-spellings.ts';

/** A word of a command, with what has to be said before it. */
export type ShellWord = Spelling & { readonly before: string };

type Disguised = { readonly text: string; readonly before?: string };
type Disguise = (name: string, dice: Dice) => Disguised;

const hex = (letter: string): string => letter.charCodeAt(0).toString(16).padStart(2, '0');
const escaped = (name: string, dice: Dice): string =>
  Array.from(name, (letter) =>
    dice.one([
      letter,
      `\\x${hex(letter)}`,
      `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`,
      `\\u00${hex(letter)}`,
    ]),
  ).join('');
const cut = (name: string, dice: Dice): readonly [string, string] => {
  const at = 1 + dice.below(Math.max(1, name.length - 1));
  return [name.slice(0, at), name.slice(at)];
};

/** Ways in which a shell lets one name be written otherwise. To add one: a row. */
const DISGUISES: Readonly<Record<string, Disguise>> = {
  'single-quotes': (name) => ({ text: `'${name}'` }),
  'double-quotes': (name, dice) => {
    const [head, tail] = cut(name, dice);
    return { text: `${head}"${tail}"` };
  },
  'empty-quotes': (name, dice) => {
    const [head, tail] = cut(name, dice);
    return { text: `${head}${dice.one([`''`, `""`, `$''`] as const)}${tail}` };
  },
  backslashes: (name) => ({ text: Array.from(name, (letter) => `\\${letter}`).join('') }),
  'broken-lines': (name, dice) => {
    const [head, tail] = cut(name, dice);
    return { text: `${head}\\\n${tail}` };
  },
  'escape-codes': (name, dice) => ({ text: `$'${escaped(name, dice)}'` }),
  'nul-bytes': (name) => ({ text: `$'${name}\\0tail'` }),
  'translated-quotes': (name) => ({ text: `$"${name}"` }),
  braces: (name, dice) => {
    const [head, tail] = cut(name, dice);
    return { text: dice.one([`{${name},none}`, `${head}{${tail},no}`, `{none,${head}}${tail}`] as const) };
  },
  'brace-ranges': (name, dice) => {
    const [head, tail] = cut(name, dice);
    const letter = tail.slice(0, 1);
    return /[a-z]/.test(letter)
      ? { text: `${head}{${letter}..${letter}}${tail.slice(1)}` }
      : { text: `'${name}'` };
  },
  globs: (name, dice) => {
    const [head, tail] = cut(name, dice);
    const letter = tail.slice(0, 1);
    return {
      text: dice.one([
        `${head}*`,
        `${head}?${tail.slice(1)}`,
        `${head}[${letter}]${tail.slice(1)}`,
        `${head}[!/]${tail.slice(1)}`,
      ] as const),
    };
  },
  'globs-by-class': (name, dice) => {
    const [head, tail] = cut(name, dice);
    return /^[a-z]/.test(tail) ? { text: `${head}[[:lower:]]${tail.slice(1)}` } : { text: `${head}*` };
  },
  variables: (name, dice) => {
    const [head, tail] = cut(name, dice);
    return dice.one<Disguised>([
      { text: `${head}\${v}`, before: `v='${tail}'; ` },
      { text: `\${v}${tail}`, before: `v='${head}'; ` },
      { text: `\${none:-${name}}` },
      { text: `\${v:2:${name.length}}`, before: `v='xx${name}yy'; ` },
      { text: `\${v#xx}`, before: `v='xx${name}'; ` },
      { text: `\${v%%.zz}`, before: `v='${name}.zz'; ` },
      { text: `\${v/Q/${tail.slice(0, 1)}}`, before: `v='${head}Q${tail.slice(1)}'; ` },
      { text: `\${v,,}`, before: `v='${name.toUpperCase()}'; ` },
      { text: `\${v[1]}`, before: `v=(none '${name}'); ` },
      { text: `\${!w}`, before: `v='${name}'; w=v; ` },
    ]);
  },
  substitutions: (name, dice) =>
    dice.one<Disguised>([
      { text: `$(echo '${name}')` },
      { text: `\`printf %s '${name}'\`` },
      { text: `$(printf '${Array.from(name, (letter) => `\\x${hex(letter)}`).join('')}')` },
      { text: `$(rev <<< '${Array.from(name).toReversed().join('')}')` },
      { text: `$(base64 -d <<< ${Buffer.from(name).toString('base64')})` },
      { text: `$(tr a-zA-Z n-za-mN-ZA-M <<< '${name.replaceAll(/[a-z]/gi, turned)}')` },
      { text: `$(xxd -r -p <<< ${Buffer.from(name).toString('hex')})` },
    ]),
};

function turned(letter: string): string {
  const base = letter <= 'Z' ? 65 : 97;
  return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
}

/** Ways to say where the home is, for a path below it. */
const HOMES = [
  '~', '$HOME', '"$HOME"', '${HOME}', '"${HOME}"', '${HOME%/}', '${HOME:-/none}', '~agent', '~+/../..', '$PWD/../..',
  '"$PWD"/../..', '/home/$USER', '/home/"${USER}"', '/home/age*', '/home/a{gent,}', '$(echo ~)', '$(eval echo ~$USER)',
  '$(cd; pwd)', '$(dirname "$(dirname "$PWD")")', '${PWD%/*/*}', '/home/../home/agent', '/proc/self/root/home/agent',
  '/proc/$$/root/home/agent', '/proc/$$/cwd/../..', '/proc/$BASHPID/root/home/agent', '/dev/fd/../root/home/agent', '../..',
  './../..', 'src/../../..', '//home//agent', "$'\\x2f'home/agent", "$'\\57home'/agent", '~/work/..', '~/./', 'up/..', 'links/one',
] as const; // prettier-ignore

type Move = readonly [before: string, start: string];

/** Before the path, so that a relative one means something else. */
const MOVES: readonly [Move, ...Move[]] = [
  ['cd ~; ', ''], ['cd; ', './'], ['cd / && ', 'home/agent/'], ['cd ~/work && ', '../'], ['cd .. && cd .. && ', ''],
  ['pushd ~ >/dev/null; ', './'], ['cd /tmp; cd ~; cd /tmp; ', '~-/'], ['cd ~; cd /; ', '$OLDPWD/'], ['cd /tmp; cd - >/dev/null; ', '../../'],
  ['cd docs/deep && ', '../../../../'], ['cd -P up && ', '../'], ['HOME=/tmp; ', '~agent/'], ['CDPATH=/home; cd agent >/dev/null; ', ''],
  ['pushd ~ >/dev/null; pushd / >/dev/null; ', '~1/'], ['set -- ~; ', '$1/'], ['h=~; ', '$h/'], ['declare -n r=HOME; ', '$r/'],
]; // prettier-ignore

/** A path the way a shell can be told it. `path` is absolute. */
export function spellForShell(path: string, dice: Dice): ShellWord {
  const below = path.startsWith(`${HOME}/`) ? path.slice(HOME.length + 1) : undefined;
  const family = dice.one(['homes', 'moves', 'disguise', 'disguise', 'disguise', 'disguise'] as const);
  if (family === 'homes' && below !== undefined)
    return { family, before: '', text: `${dice.one(HOMES)}/${below}` };
  if (family === 'moves' && below !== undefined) {
    const [before, start] = dice.one(MOVES);
    return { family, before, text: `${start}${below}` };
  }
  const start = below === undefined ? '' : dice.one(['~', '~', '$HOME', '../..', '"$HOME"', HOME]);
  const names = (below ?? path.slice(1)).split('/');
  // Object.keys gives the keys of the table, of which there is at least one.
  const kinds = Object.keys(DISGUISES) as [string, ...string[]];
  const kind = dice.one(kinds);
  const chosen = dice.below(names.length);
  let before = '';
  const parts = names.map((name, index) => {
    const isDisguised = name.length > 2 && (index === chosen || dice.below(4) === 0) && !before;
    // Only a whole path may end at a NUL byte.
    if (!isDisguised || (kind === 'nul-bytes' && index < names.length - 1))
      return name.includes(' ') ? `'${name}'` : name;
    const made = DISGUISES[kind]?.(name, dice);
    before = made?.before ?? before;
    return made?.text ?? name;
  });
  return { family: kind, before, text: [start, ...parts].join(dice.below(5) === 0 ? '//' : '/') };
}
