/**
 * What a command could do to somebody, as facts with a tier. It owns the meaning of programs and their words; it must
 * never read text itself (`command-reading` does), decide anything, or say `grave` of what can be made again.
 * To teach it a program, add a row with its cases under `rows/`.
 */
import type { CommandReading, HostUse, PathUse } from '@sallyport/action-model';
import { type Folders, readCommand } from '@sallyport/command-reading';
import { type CommandCapability, isGraver } from './capability.ts';
import { deletionBy, deletionInCode } from './find-deletions.ts';
import { fileUsesOf } from './find-file-uses.ts';
import { innerCommandOf } from './inner-command.ts';
import { matchesRow } from './match-row.ts';
import { onlyAsks, programWordsOf, type ProgramWords } from './program-words.ts';
import { ROWS_BY_PROGRAM, ROWS_FOR_ALL } from './rows/all-rows.ts';

/** What the reading found beside programs; without it only the programs' own words count. */
export type Touched = { readonly paths: readonly PathUse[]; readonly hosts: readonly HostUse[] };

/** Stand in where nobody knows the real ones: offsets and tiers don't depend on them. */
export const ANYWHERE: Folders = { home: '/home/someone', cwd: '/home/someone/project' };

const NOTHING: Touched = { paths: [], hosts: [] };

export function capabilitiesOf(
  reading: CommandReading,
  touched: Touched = NOTHING,
  folders: Folders = ANYWHERE,
): readonly CommandCapability[] {
  return capabilitiesWithin(reading, touched, folders, 0);
}

function capabilitiesWithin(
  reading: CommandReading,
  touched: Touched,
  folders: Folders,
  depth: number,
): readonly CommandCapability[] {
  const found = new Map<string, CommandCapability>();
  const add = (one: CommandCapability): void => {
    const key = `${one.capability} ${one.object}`;
    const known = found.get(key);
    if (!known || isGraver(one.tier, known.tier)) found.set(key, one);
  };
  let inner = 0;
  const programs = programWordsOf(reading);
  for (const [program, words] of programs.entries()) {
    const isQuestion = onlyAsks(words);
    for (const one of ofProgram(words, folders))
      add({ ...one, program, ...(isQuestion && { tier: 'contained' }) });
    const text = inner < MAX_INNER && depth < MAX_DEPTH ? innerCommandOf(words) : undefined;
    if (text === undefined) continue;
    inner += 1;
    for (const one of ofInner(text, folders, depth)) add({ ...one, program });
  }
  for (const one of ofPaths(programs, reading.text, touched, folders)) add(one);
  for (const one of ofPipes(reading, programs, touched)) add(one);
  return [...found.values()];
}

/** Runners in runners, and many of them in one command. */
const MAX_DEPTH = 3;
const MAX_INNER = 16;

function ofInner(text: string, folders: Folders, depth: number): readonly CommandCapability[] {
  const { command, paths, hosts } = readCommand(text.slice(0, 4096), { ...folders, shell: 'bash' });
  return capabilitiesWithin(command, { paths, hosts }, folders, depth + 1);
}

type Fact = Omit<CommandCapability, 'program'>;

function ofProgram(words: ProgramWords, folders: Folders): readonly Fact[] {
  const facts: Fact[] = [];
  const rows = ROWS_BY_PROGRAM.get(words.name) ?? [];
  for (const row of rows) if (matchesRow(row, words)) facts.push(factOf(row));
  if (rows.length === 0) for (const row of ROWS_FOR_ALL) if (matchesRow(row, words)) facts.push(factOf(row));
  const deletion = deletionBy(words, folders);
  if (deletion) facts.push({ capability: 'deletes', ...deletion });
  return facts;
}

const factOf = ({ capability, object, tier, why }: Fact): Fact => ({ capability, object, tier, why });

const READS_CODE = /^(?:python[\d.]*|node|nodejs|ruby|perl|php|deno|bun|lua|awk|gawk|osascript)$/;

/** `Get-ChildItem … | Remove-Item`: what is deleted stands in another program's words. */
const deletesWhatItIsHanded = ({ name, operands }: ProgramWords): boolean =>
  /^(?:remove-item|ri)$/.test(name) && operands.length === 0;

function ofPaths(
  programs: readonly ProgramWords[],
  text: string,
  { paths }: Touched,
  folders: Folders,
): readonly CommandCapability[] {
  const facts: CommandCapability[] = [];
  const coder = programs.findIndex((words) => READS_CODE.test(words.name) || deletesWhatItIsHanded(words));
  const deletion = coder < 0 ? undefined : deletionInCode(paths, folders);
  if (deletion) facts.push({ capability: 'deletes', ...deletion, program: coder });
  for (const { given, ...use } of fileUsesOf(paths)) {
    if (use.capability === 'overwrites-device' && !text.includes('>') && programs.every(onlyLooks)) continue;
    const user = programs.findIndex(({ use: { args } }) => args.some((word) => word.includes(given)));
    if (user >= 0 && programs[user] && KEEPS_KEYS.test(programs[user].name)) continue;
    const tier = use.object === 'shell-start' && HIDDEN_START.test(text) ? 'serious' : use.tier;
    facts.push({ ...use, tier, program: Math.max(0, user) });
  }
  return facts;
}

/** Written into what every shell runs, these fetch something, listen in or answer for another program. */
const HIDDEN_START =
  /\b(?:curl|wget|nc|ncat|socat|base64|eval|python\d?|perl|LD_PRELOAD|PROMPT_COMMAND|trap)\b|\/dev\/tcp|alias\s+(?:sudo|su|ssh|git|ls|cd)=/;

/** What names a key in order to use it where keys belong. */
const KEEPS_KEYS =
  /^(?:ssh|scp|sftp|rsync|ssh-add|ssh-keygen|ssh-copy-id|gpg2?|chmod|chown|ls|stat|mkdir|test|\[|git|ansible\S*|autossh|mosh|sshfs)$/;

const LOOKS =
  /^(?:sudo|lsblk|blkid|fdisk|gdisk|sfdisk|cfdisk|parted|smartctl|hdparm|mount|umount|file|grep|head|cat|less|echo|lsof|fsck\S*|e2fsck|tune2fs|nvme|badblocks|dosfslabel|e2label|xfs_\w+|btrfs|cryptsetup|eject|partprobe|udevadm|sg_\w+|losetup)$/;
const onlyLooks = ({ name }: ProgramWords): boolean => LOOKS.test(name);

const SHELL =
  /^(?:sh|bash|dash|zsh|ksh|ash|fish|iex|invoke-expression|python[\d.]*|node|perl|ruby|php|source|eval|\.)$/;
const FETCHES =
  /^(?:curl|wget|fetch|http|https|xh|aria2c|iwr|irm|invoke-webrequest|invoke-restmethod|lynx|links)$/;

/** What arises only from several programs together. */
function ofPipes(
  reading: CommandReading,
  programs: readonly ProgramWords[],
  { hosts }: Touched,
): readonly CommandCapability[] {
  const facts: CommandCapability[] = [];
  const fetcher = programs.findIndex(({ name }) => FETCHES.test(name));
  const runs =
    reading.marks.includes('piped-code') || (fetcher >= 0 && reading.marks.includes('dynamic-code'));
  const isRun = runs && programs.some(({ name }) => SHELL.test(name));
  if (isRun && fetcher >= 0) {
    const isPlain = hosts.some(({ host, scheme }) => scheme === 'http' || /^[\d.]+$/.test(host));
    facts.push({
      capability: 'runs-remote-code',
      object: isPlain ? 'unprotected-download' : 'download',
      tier: isPlain ? 'grave' : 'serious',
      why: 'runs what it has just downloaded, unseen',
      program: fetcher,
    });
  } else if (reading.marks.includes('piped-code') || reading.marks.includes('decoded-code')) {
    const decoder = programs.findIndex(({ name, use }) => DECODES.test(name) && use.pipesTo !== undefined);
    if (decoder >= 0)
      facts.push({
        capability: 'runs-remote-code',
        object: 'decoded',
        tier: 'grave',
        why: 'runs code that was written so that nobody can read it',
        program: decoder,
      });
  }
  const isOpen = hosts.some(
    ({ scheme, direction }) => /^(?:tcp|udp)$/.test(scheme ?? '') && direction !== 'receive',
  );
  const shell = programs.findIndex(
    ({ name, flags, use }) =>
      (isOpen && SHELL.test(name) && flags.has('-i')) ||
      (isShellName(name) && feedsSender(programs, use.pipesTo)),
  );
  if (shell >= 0)
    facts.push({
      capability: 'gives-shell',
      object: 'remote',
      tier: 'grave',
      why: 'gives another machine a shell here',
      program: shell,
    });
  const leak = programs.findIndex(
    ({ name, use }) => GIVES_SECRETS.test(name) && feedsSender(programs, use.pipesTo),
  );
  if (leak >= 0)
    facts.push({
      capability: 'sends-out',
      object: 'environment',
      tier: 'grave',
      why: 'sends the environment, with its tokens, to another machine',
      program: leak,
    });
  return facts;
}

const isShellName = (name: string): boolean => /^(?:sh|bash|dash|zsh|ksh|ash)$/.test(name);
const GIVES_SECRETS = /^(?:env|printenv|set|export|declare|compgen)$/;
const SENDS = /^(?:curl|wget|nc|ncat|netcat|socat|telnet|http|https|xh|mail|sendmail|openssl)$/;

/** Follows a pipe to its end; a pipe only leads forward. */
function feedsSender(programs: readonly ProgramWords[], start: number | undefined): boolean {
  let at = start;
  for (let steps = 0; at !== undefined && steps < 32; steps++) {
    const next = programs[at];
    if (!next) return false;
    if (SENDS.test(next.name)) return true;
    at = next.use.pipesTo;
  }
  return false;
}

const DECODES = /^(?:base64|base32|xxd|openssl|uudecode|rev|tr|gzip|gunzip|zcat)$/;
