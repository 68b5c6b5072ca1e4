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
    const users = usersOf(programs, given, path);
    const user = users.find((at) => !KEEPS_KEYS.test(programs[at]?.name ?? '')) ?? -1;
    if (users.length > 0 && user < 0) continue;
    const words = programs[user];
    if (use.capability === 'reads-credentials' && feedsSender(programs, words?.use.pipesTo))
      facts.push({ ...SENT_KEYS, program: user });
    const isHidden =
      use.object === 'shell-start'
        ? HIDDEN_START.test(text)
        : use.object === 'tool-start' && HIDDEN_IN_TOOL.test(text);
    const tier = isHidden ? 'serious' : use.tier;
    facts.push({ ...use, tier, program: Math.max(0, user) });
  }
  const emptied = emptiedBy(programs, text, paths, folders);
  if (emptied) facts.push(emptied);
  const taken = takenAway(paths, folders);
  if (taken) facts.push(taken);
  return facts;
}

function usersOf(programs: readonly ProgramWords[], given: string, path: string): readonly number[] {
  const uses = ({ use: { args } }: ProgramWords): boolean =>
    args.some((word) => word.includes(given) || word.includes(path));
  return programs.flatMap((words, at) => (uses(words) ? [at] : []));
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

/** The same for editors and terminals, which have their own words for starting a program. */
const HIDDEN_IN_TOOL =
  /\b(?:curl|wget|ncat|socat|base64)\b|\/dev\/tcp|silent!?\s{0,4}!|:!|run-shell\s{1,4}\S{0,8}\/tmp\//;

/** What names a key in order to use it where keys belong. */
const KEEPS_KEYS =
  /^(?:ssh|scp|sftp|rsync|ssh-add|ssh-keygen|ssh-copy-id|gpg2?|chmod|chown|ls|stat|mkdir|test|\[|git|ansible\S*|autossh|mosh|sshfs)$/;

const LOOKS =
  /^(?:sudo|sgdisk|wipefs|lsblk|blkid|fdisk|gdisk|sfdisk|cfdisk|parted|smartctl|hdparm|mount|umount|file|grep|head|cat|less|echo|lsof|fsck\S*|e2fsck|tune2fs|nvme|badblocks|dosfslabel|e2label|xfs_\w+|btrfs|cryptsetup|eject|partprobe|udevadm|sg_\w+|losetup)$/;
const onlyLooks = ({ name }: ProgramWords): boolean => LOOKS.test(name);

/** `: > file`, `cp /dev/null file`, `install /dev/null file`: nothing is written over what was there. */
function emptiedBy(
  programs: readonly ProgramWords[],
  text: string,
  paths: readonly PathUse[],
  folders: Folders,
): CommandCapability | undefined {
  const readsNothing =
    paths.some(({ path, access }) => access === 'read' && path === '/dev/null') ||
    programs.some((words) => words.name === 'tee' && /<\s{0,4}\/dev\/null\b/.test(text)) ||
    programs.some(({ name, use }) => name === 'dd' && use.args.some((word) => FILLS.test(word)));
  const silent = programs.findIndex(saysNothing);
  const redirects = /(?<![>&\d])(?:&?>)(?!>)/.test(text);
  if (!readsNothing && !(redirects && (silent >= 0 || programs.length === 0))) return undefined;
  // A redirection alone may as well be a sign in some text; then only what no project would hold counts.
  const isPlain = silent >= 0 || programs.some(({ name }) => name === 'cp' || name === 'cat');
  const kept = isPlain ? KEEPS_WORK : KEPT_ELSEWHERE;
  const lost = paths.some(({ path, access }) => access === 'write' && kept.has(scopeOf(path, folders)));
  if (!lost) return undefined;
  const why = 'empties a file';
  return { capability: 'deletes', object: 'contents', tier: 'serious', why, program: Math.max(0, silent) };
}

function saysNothing({ name, use }: ProgramWords): boolean {
  if (name === ':' || name === 'true') return use.args.length === 0;
  const isEmpty = use.args.every((word) => word === '' || word === '-n');
  return (name === 'printf' || (name === 'echo' && use.args.includes('-n'))) && isEmpty;
}

const FILLS = /^if=\/dev\/(?:null|zero|u?random)$/;

const KEPT_ELSEWHERE: ReadonlySet<string> = new Set(['system', 'home', 'keys', 'personal']);
const KEEPS_WORK: ReadonlySet<string> = new Set([...KEPT_ELSEWHERE, 'inside-project', 'elsewhere']);

/** A move, a patch or an archive takes away what it names as surely as `rm`. */
function takenAway(paths: readonly PathUse[], folders: Folders): CommandCapability | undefined {
  const isLost = ({ path, access, certain }: PathUse): boolean =>
    access === 'delete' && certain && (scopeOf(path, folders) === 'keys' || DOCUMENTS.test(path));
  if (!paths.slice(0, 128).some(isLost)) return undefined;
  const why = 'takes away documents or keys';
  return { capability: 'deletes', object: 'personal-files', tier: 'serious', why, program: 0 };
}

const DOCUMENTS =
  /^\/(?:home|Users)\/[^/]+\/(?:Documents|Desktop|Pictures|Photos|Music|Movies|Videos|Mail)(?:\/|$)/;
