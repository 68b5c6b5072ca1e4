import { HOME, WORKSPACE } from '../oracle/fake-root.ts';
import type { Dice } from './random.ts';

/** A path as a program gets it, after any shell: what remains are the file system's own ways to say the same place. */
export type Spelling = { readonly family: string; readonly text: string };

const upFrom = (cwd: string, path: string): string =>
  `${cwd
    .split('/')
    .slice(1)
    .map(() => '..')
    .join('/')}${path}`;

/** Ways to begin: each names the same place as `path`, seen from `cwd`. */
function beginnings(path: string, cwd: string): readonly [Spelling, ...Spelling[]] {
  const below = path.startsWith(`${HOME}/`) ? path.slice(HOME.length + 1) : undefined;
  const fromHome: readonly Spelling[] =
    below === undefined
      ? []
      : [
          { family: 'climbing', text: `../../${below}` },
          { family: 'climbing', text: `src/../../../${below}` },
          { family: 'climbing', text: `./.././../${below}` },
          { family: 'links', text: `up/../${below}` },
          { family: 'links', text: `up-twice/${below}` },
          { family: 'links', text: `docs/deep/two/${below}` },
          { family: 'links', text: `docs/deep/one/${below}` },
          { family: 'links', text: `links/one/${below}` },
          { family: 'links', text: `to-thread/agent/${below}` },
          { family: 'kernel-paths', text: `/proc/self/cwd/../../${below}` },
          { family: 'kernel-paths', text: `to-here/../../${below}` },
          { family: 'kernel-paths', text: `/proc/thread-self/cwd/../../${below}` },
          { family: 'dots', text: `${HOME}/work/../${below}` },
          { family: 'dots', text: `/home/other/../agent/${below}` },
          ...(below.startsWith('.ssh/')
            ? [
                { family: 'links', text: `keys/${below.slice(5)}` },
                { family: 'links', text: `fixtures/${below.slice(5)}` },
                { family: 'links', text: `caf\u00e9/${below.slice(5)}` },
              ]
            : []),
        ];
  return [
    { family: 'dots', text: `/usr/..${path}` },
    { family: 'dots', text: `/home/../home/./..${path}` },
    { family: 'climbing', text: upFrom(cwd, path) },
    { family: 'climbing', text: `../../../../../../../../../..${path}` },
    { family: 'links', text: `everything${path}` },
    { family: 'links', text: `to-root${path}` },
    { family: 'kernel-paths', text: `/proc/self/root${path}` },
    { family: 'kernel-paths', text: `/proc/thread-self/root${path}` },
    { family: 'kernel-paths', text: `/dev/fd/../root${path}` },
    { family: 'kernel-paths', text: `/proc/self/task/../root${path}` },
    { family: 'kernel-paths', text: `/proc/self/root/proc/self/root${path}` },
    { family: 'slashes', text: `/${path}` },
    { family: 'slashes', text: `///${path}` },
    ...fromHome,
  ];
}

/** Changes that no file system minds, at every slash that the dice choose. */
function noise(text: string, dice: Dice): string {
  const kind = dice.below(6);
  if (kind === 0) return text;
  if (kind === 5 && dice.below(4) === 0) {
    const at = text.lastIndexOf('/');
    // Long, and still shorter than the longest path there is.
    return `${text.slice(0, at)}${dice.one(['/.', '//'] as const).repeat(200 + dice.below(800))}${text.slice(at)}`;
  }
  return text
    .split('/')
    .map((part, index) =>
      index === 0 || dice.below(3) > 0 ? part : `${dice.one(['./', '/', './/./'] as const)}${part}`,
    )
    .join('/');
}

export function spellPlainly(path: string, cwd: string, dice: Dice): Spelling {
  const { family, text } = dice.one(
    cwd === WORKSPACE
      ? beginnings(path, cwd)
      : [
          { family: 'climbing', text: upFrom(cwd, path) },
          { family: 'kernel-paths', text: `/proc/self/root${path}` },
          { family: 'dots', text: `/usr/lib/../..${path}` },
        ],
  );
  return { family, text: noise(text, dice) };
}
