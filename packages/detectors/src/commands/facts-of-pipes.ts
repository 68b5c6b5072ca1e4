/** What arises only from several programs together: something fetched and then run, something read and then sent. */
import type { CommandReading, HostUse } from '@sallyport/action-model';
import type { CommandCapability } from './capability.ts';
import type { ProgramWords } from './program-words.ts';
import { sentByParts } from './sent-by-parts.ts';

const SHELL =
  /^(?:sh|bash|dash|zsh|ksh|ash|fish|iex|invoke-expression|python[\d.]*|node|perl|ruby|php|source|eval|\.)$/;
const FETCHES =
  /^(?:curl|wget|fetch|http|https|xh|aria2c|iwr|irm|invoke-webrequest|invoke-restmethod|lynx|links|nc|ncat|netcat|socat)$/;
const DECODES = /^(?:base64|base32|xxd|openssl|uudecode|rev|tr|gzip|gunzip|zcat)$/;
const GIVES_SECRETS = /^(?:env|printenv|set|export|declare|compgen|history)$/;
const SENDS = /^(?:curl|wget|nc|ncat|netcat|socat|telnet|http|https|xh|mail|sendmail|openssl|ssh)$/;
const CONNECTS = /^(?:nc|ncat|netcat|socat|telnet|openssl)$/;

export function factsOfPipes(
  reading: CommandReading,
  programs: readonly ProgramWords[],
  hosts: readonly HostUse[],
): readonly CommandCapability[] {
  const found = [
    remoteCode(reading, programs, hosts),
    openShell(programs, hosts, reading.text),
    sentEnvironment(programs),
    ...sentByParts(programs),
  ];
  return found.filter((one) => one !== undefined);
}

function remoteCode(
  { marks }: CommandReading,
  programs: readonly ProgramWords[],
  hosts: readonly HostUse[],
): CommandCapability | undefined {
  const fetcher = programs.findIndex(({ name }) => FETCHES.test(name));
  const isPiped = marks.includes('piped-code') || (fetcher >= 0 && marks.includes('dynamic-code'));
  const isRun = isPiped && programs.some(({ name }) => SHELL.test(name));
  if (fetcher >= 0 && (isRun || runsItsDownload(programs, fetcher))) {
    const isPlain = hosts.some(({ host, scheme }) => scheme === 'http' || /^[\d.]+$/.test(host));
    return {
      capability: 'runs-remote-code',
      object: isPlain ? 'unprotected-download' : 'download',
      tier: isPlain ? 'grave' : 'serious',
      why: 'runs what it has just downloaded, unseen',
      program: fetcher,
    };
  }
  const isHidden = marks.includes('piped-code') || marks.includes('decoded-code');
  const decoder = programs.findIndex(({ name, use }) => DECODES.test(name) && use.pipesTo !== undefined);
  if (!isHidden || decoder < 0) return undefined;
  return {
    capability: 'runs-remote-code',
    object: 'decoded',
    tier: 'grave',
    why: 'runs code that was written so that nobody can read it',
    program: decoder,
  };
}

/** `curl -o x.sh …; sh x.sh`, `wget -O /tmp/x …; chmod +x /tmp/x; /tmp/x`. */
function runsItsDownload(programs: readonly ProgramWords[], fetcher: number): boolean {
  const args = programs[fetcher]?.use.args ?? [];
  const flag = args.findIndex((word) => /^(?:-\w*[oO]|--output(?:-document)?|-OutFile)$/i.test(word));
  const file = flag < 0 ? args.find((word) => word.includes('://'))?.replace(/^.*\//, '') : args[flag + 1];
  if (file === undefined || file.length < 2 || file === '/dev/null') return false;
  const name = file.replace(/^\.\//, '');
  const isFile = (word: string): boolean => word.replace(/^\.\//, '') === name;
  return programs
    .slice(fetcher + 1)
    .some(({ name: program, use, operands }) =>
      isFile(use.given) ? use.given.includes('/') : SHELL.test(program) && isFile(operands[0] ?? ''),
    );
}

function openShell(
  programs: readonly ProgramWords[],
  hosts: readonly HostUse[],
  text: string,
): CommandCapability | undefined {
  const isOpen = hosts.some(
    ({ scheme, direction }) => /^(?:tcp|udp)$/.test(scheme ?? '') && direction !== 'receive',
  );
  const program = programs.findIndex(
    ({ name, flags, use, operands }) =>
      (isOpen && SHELL.test(name) && flags.has('-i')) ||
      (isShell(name) && operands.length === 0 && feeds(programs, use.pipesTo, CONNECTS)),
  );
  if (program < 0 && !(isOpen && RUNS_WHAT_COMES.test(text))) return undefined;
  const why = 'gives another machine a shell here';
  return { capability: 'gives-shell', object: 'remote', tier: 'grave', why, program: Math.max(0, program) };
}

/** A shell on both ends of a socket, or a loop that runs each line of it. */
const RUNS_WHAT_COMES = /\bsh\s{0,4}(?:-i\s{0,4})?(?:0?<|>)&\d|<&\d{1,3}\s{0,4}\|\s{0,4}while\s{1,4}read/;

const isShell = (name: string): boolean => /^(?:sh|bash|dash|zsh|ksh|ash)$/.test(name);

function sentEnvironment(programs: readonly ProgramWords[]): CommandCapability | undefined {
  const program = programs.findIndex(
    ({ name, use, operands }) =>
      GIVES_SECRETS.test(name) &&
      operands.every((word) => word.includes('=')) &&
      feedsSender(programs, use.pipesTo),
  );
  if (program < 0) return undefined;
  const why = 'sends the environment, with its tokens, to another machine';
  return { capability: 'sends-out', object: 'environment', tier: 'grave', why, program };
}

export const feedsSender = (programs: readonly ProgramWords[], start: number | undefined): boolean =>
  feeds(programs, start, SENDS);

/** Follows a pipe to its end. */
function feeds(programs: readonly ProgramWords[], start: number | undefined, names: RegExp): boolean {
  let at = start;
  for (let steps = 0; at !== undefined && steps < 32; steps++) {
    const next = programs[at];
    if (!next) return false;
    if (names.test(next.name)) return true;
    at = next.use.pipesTo;
  }
  return false;
}
