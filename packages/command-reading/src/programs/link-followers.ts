import { UNKNOWN } from '../field.ts';
import { usePath } from '../uses.ts';
import { type Call, hasFlag, wordSet } from './program.ts';

/**
 * Programs that go through every link they meet below a folder: with one of `with`, or always but for `unless`. What
 * lies behind those links only whoever knows the disk can tell; it is told by a pattern for all that is below.
 */
type Follower = { readonly with?: readonly string[]; readonly unless?: readonly string[] };

const TABLE: readonly (readonly [programs: string, flags: string, unless?: string])[] = [
  ['grep egrep fgrep zgrep ugrep pcregrep pcre2grep', '-R --dereference-recursive'],
  ['rg ripgrep fd fdfind', '-L --follow'],
  ['ag', '-f --follow'],
  ['find gfind bfs', '-L -follow'],
  ['cp gcp', '-L --dereference'],
  ['tar bsdtar gtar', '-h --dereference -L'],
  ['rsync', '-L --copy-links -k --copy-dirlinks --copy-unsafe-links'],
  ['ls gls dir vdir', '-L --dereference'],
  ['du gdu', '-L --dereference'],
  ['tree', '-l'],
  ['chmod chown chgrp', '-L'],
  ['zip', '', '-y --symlinks'],
  ['scp', ''],
  ['diff gdiff', '', '--no-dereference'],
];

const FOLLOWERS = new Map<string, Follower>();
for (const [programs, flags, unless] of TABLE)
  for (const program of programs.split(' '))
    FOLLOWERS.set(program, {
      ...(flags !== '' && { with: [...wordSet(flags)] }),
      ...(unless !== undefined && { unless: [...wordSet(unless)] }),
    });

/** For each folder that was gone through since the use at `from`, a pattern for what its links lead to. */
export function followLinksBelow(call: Call, from: number): void {
  const follower = FOLLOWERS.get(call.name);
  if (follower === undefined) return;
  const { frame, words, args } = call;
  const has = (flags: readonly string[]): boolean =>
    hasFlag(words, ...flags) || args.some(({ text }) => flags.includes(text)) || isOldStyle(call);
  if (follower.unless !== undefined && has(follower.unless)) return;
  if (follower.with !== undefined && !has(follower.with)) return;
  for (const use of frame.reading.paths.slice(from)) {
    if (!use.recursive || (use.access !== 'read' && use.access !== 'list') || use.path.includes(UNKNOWN))
      continue;
    usePath(frame, { text: `${use.path === '/' ? '' : use.path}/**`, source: use.given, glob: true }, 'read');
  }
}

/** `tar chf`: its first word is flags without a dash. */
const isOldStyle = ({ name, args }: Call): boolean =>
  name.endsWith('tar') && /^[A-Za-z]*h[A-Za-z]*$/.test(args[0]?.text ?? '');
