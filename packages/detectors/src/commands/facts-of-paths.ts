/** What follows from the files that a command uses, whichever of its programs uses them. */
import type { PathUse } from '@sallyport/action-model';
import type { Folders } from '@sallyport/command-reading';
import type { CommandCapability } from './capability.ts';
import { feedsSender } from './facts-of-pipes.ts';
import { deletionInCode } from './find-deletions.ts';
import { fileUsesOf } from './find-file-uses.ts';
import { scopeOf } from './path-scope.ts';
import type { ProgramWords } from './program-words.ts';

const READS_CODE = /^(?:python[\d.]*|node|nodejs|ruby|perl|php|deno|bun|lua|awk|gawk|osascript)$/;

export function factsOfPaths(
  programs: readonly ProgramWords[],
  text: string,
  paths: readonly PathUse[],
  folders: Folders,
): readonly CommandCapability[] {
  const facts: CommandCapability[] = [];
  const coder = programs.findIndex((words) => READS_CODE.test(words.name) || deletesWhatItIsHanded(words));
  const deletion = coder < 0 ? undefined : deletionInCode(paths, folders);
  if (deletion) facts.push({ capability: 'deletes', ...deletion, program: coder });
  for (const { given, path, ...use } of fileUsesOf(paths)) {
    if (use.capability === 'overwrites-device' && !text.includes('>') && programs.every(onlyLooks)) continue;
    const user = programs.findIndex(({ use: { args } }) =>
      args.some((word) => word.includes(given) || word.includes(path)),
    );
    const words = programs[user];
    if (words && KEEPS_KEYS.test(words.name)) continue;
    if (use.capability === 'reads-credentials' && feedsSender(programs, words?.use.pipesTo))
      facts.push({ ...SENT_KEYS, program: user });
    const tier = use.object === 'shell-start' && HIDDEN_START.test(text) ? 'serious' : use.tier;
    facts.push({ ...use, tier, program: Math.max(0, user) });
  }
  const emptied = emptiedBy(programs, text, paths, folders);
  if (emptied) facts.push(emptied);
  return facts;
}

/** `Get-ChildItem … | Remove-Item`: what is deleted stands in another program's words. */
const deletesWhatItIsHanded = ({ name, operands }: ProgramWords): boolean =>
  /^(?:remove-item|ri)$/.test(name) && operands.length === 0;

const SENT_KEYS = {
  capability: 'sends-out',
  object: 'secret-file',
  tier: 'grave',
  why: 'sends keys or passwords to another machine',
} as const;

/** Written into what every shell runs, these fetch something, listen in or answer for another program. */
const HIDDEN_START =
  /\b(?:curl|wget|nc|ncat|socat|base64|eval|python\d?|perl|LD_PRELOAD|PROMPT_COMMAND|trap)\b|\/dev\/tcp|alias\s+(?:sudo|su|ssh|git|ls|cd)=/;

/** What names a key in order to use it where keys belong. */
const KEEPS_KEYS =
  /^(?:ssh|scp|sftp|rsync|ssh-add|ssh-keygen|ssh-copy-id|gpg2?|chmod|chown|ls|stat|mkdir|test|\[|git|ansible\S*|autossh|mosh|sshfs)$/;

const LOOKS =
  /^(?:sudo|lsblk|blkid|fdisk|gdisk|sfdisk|cfdisk|parted|smartctl|hdparm|mount|umount|file|grep|head|cat|less|echo|lsof|fsck\S*|e2fsck|tune2fs|nvme|badblocks|dosfslabel|e2label|xfs_\w+|btrfs|cryptsetup|eject|partprobe|udevadm|sg_\w+|losetup)$/;
const onlyLooks = ({ name }: ProgramWords): boolean => LOOKS.test(name);

/** `: > file`, `cat /dev/null > file`, `cp /dev/null file`: nothing is written over what was there. */
function emptiedBy(
  programs: readonly ProgramWords[],
  text: string,
  paths: readonly PathUse[],
  folders: Folders,
): CommandCapability | undefined {
  const at = programs.findIndex(
    ({ name, operands }) =>
      (/^(?::|true)$/.test(name) && operands.length === 0) ||
      (/^(?:cat|cp)$/.test(name) && operands[0] === '/dev/null'),
  );
  if (at < 0 && programs.length > 0) return undefined;
  if (programs[at]?.name !== 'cp' && !/(?<![>&\d])>(?!>)/.test(text)) return undefined;
  // A redirection alone may as well be a sign in some text; then only what no project would hold counts.
  const kept = at < 0 ? KEPT_ELSEWHERE : KEEPS_WORK;
  const lost = paths.some(({ path, access }) => access === 'write' && kept.has(scopeOf(path, folders)));
  if (!lost) return undefined;
  const why = 'empties a file';
  return { capability: 'deletes', object: 'contents', tier: 'serious', why, program: Math.max(0, at) };
}

const KEPT_ELSEWHERE: ReadonlySet<string> = new Set(['system', 'home', 'keys', 'personal']);
const KEEPS_WORK: ReadonlySet<string> = new Set([...KEPT_ELSEWHERE, 'inside-project', 'elsewhere']);
