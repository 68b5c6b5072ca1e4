import { expandBraces } from '../bash/brace-expansion.ts';
import type { Field } from '../field.ts';
import { isKnown, literal, partOf } from '../field.ts';
import type { Frame } from '../frame.ts';
import { FROM_PROGRAM, type Stream } from '../stream.ts';
import { useHost, usePath, useUrl } from '../uses.ts';
import { wordsOfCurlConfig } from './curl-config.ts';
import { fileTable } from './file-program.ts';
import { inputOf } from './filters.ts';
import { useListedNames } from './name-lists.ts';
import { runShellText, runStdinAsShell, runWords } from './nested.ts';
import { type Call, hasFlag, type Program, programsByName, valueOfFlag, wordSet } from './program.ts';
import { joinWords } from './wrappers.ts';

const CURL_SENDS = wordSet(
  '-d --data --data-ascii --data-binary --data-raw --data-urlencode -F --form --form-string -T --upload-file --json --url-query',
);
const CURL_READS = wordSet(
  '-T --upload-file -K --config -E --cert --key --cacert --capath -b --cookie --netrc-file --pinnedpubkey --proxy-cert --proxy-key --unix-socket --abstract-unix-socket --etag-compare',
);
const CURL_WRITES = wordSet(
  '-o --output -c --cookie-jar -D --dump-header --trace --trace-ascii --stderr --output-dir --etag-save --hsts --libcurl',
);
const CURL_OTHER = wordSet(
  '-A --user-agent -e --referer -H --header -m --max-time -u --user -U --proxy-user -w --write-out -x --proxy -X --request -y -Y -z -C --continue-at -P --ftp-port -r --range -t --telnet-option -Q --quote --retry --retry-delay --retry-max-time --connect-timeout --limit-rate --resolve --connect-to --interface --dns-servers --proto --proto-default --proto-redir --tls-max --ciphers --max-redirs --max-filesize --oauth2-bearer --aws-sigv4 --url --variable --expand-url --socks5 --socks5-hostname --socks4 --preproxy --doh-url --noproxy --cert-type --key-type --pass --local-port --keepalive-time --rate --request-target',
);

/** `curl`: what is sent, what is read to be sent, where the answer goes. */
function readCurl({ frame, words }: Call): Stream {
  const sends = words.values.some(({ flag }) => CURL_SENDS.has(flag)) && !hasFlag(words, '-G', '--get');
  const method = valueOfFlag(words, '-X', '--request')?.text.toUpperCase();
  const direction =
    sends || (method !== undefined && /^(?:POST|PUT|PATCH)$/.test(method)) ? 'send' : 'receive';
  for (const { flag, value } of words.values) {
    if (flag === '-K' || flag === '--config') readCurlConfig(frame, value);
    if (flag === '-b' || flag === '--cookie') {
      if (!value.text.includes('=')) usePath(frame, value, 'read');
    } else if (CURL_READS.has(flag))
      usePath(
        frame,
        flag === '-E' || flag === '--cert' ? partOf(value, value.text.replace(/:.*$/, '')) : value,
        'read',
      );
    else if (CURL_WRITES.has(flag)) usePath(frame, value, 'write');
    else if (CURL_SENDS.has(flag) && flag !== '--data-raw' && flag !== '--form-string')
      readFormValue(frame, flag, value);
    else if (
      flag === '-H' ||
      flag === '--header' ||
      flag === '-w' ||
      flag === '--write-out' ||
      flag === '--variable'
    ) {
      const at = value.text.indexOf('@');
      if (at === 0 || flag === '--variable') usePath(frame, partOf(value, value.text.slice(at + 1)), 'read');
    } else if (flag === '--url') openUrl(frame, value, direction);
    else if (flag === '-x' || flag === '--proxy' || flag === '--preproxy' || flag.startsWith('--socks'))
      openUrl(frame, value, 'both');
    else if (flag === '--connect-to' || flag === '--resolve') {
      const pieces = value.text.split(':');
      const host = flag === '--resolve' ? pieces[2] : pieces[2];
      if (host) useHost(frame, host, { direction });
    } else if (flag === '--doh-url') useUrl(frame, value.text, 'both');
  }
  for (const operand of words.operands) openUrl(frame, operand, direction);
  return FROM_PROGRAM;
}

/** What stands in a configuration is read as if it stood on the command line. */
function readCurlConfig(frame: Frame, file: Field): void {
  const { text } = inputOf(frame, [file]);
  if (text !== undefined && isKnown(text))
    runWords(frame, [literal('curl'), ...wordsOfCurlConfig(text)], 'curl -K');
}

/** `@file`, `name=@file`, `name=<file`, `name@file` (urlencode): content of a file that is sent. */
function readFormValue(frame: Frame, flag: string, value: Field): void {
  const { text } = value;
  const form = flag === '-F' || flag === '--form';
  const match = form
    ? /^[^=]*=(?:[@<])"?([^;"]+)/.exec(text)
    : (/^@(.+)$/s.exec(text) ??
      (flag === '--data-urlencode' || flag === '--url-query' ? /^[^=@]*@(.+)$/s.exec(text) : null));
  if (match?.[1])
    for (const file of form ? match[1].split(',') : [match[1]]) usePath(frame, partOf(value, file), 'read');
}

function openUrl(frame: Frame, field: Field, direction: 'send' | 'receive' | 'both'): void {
  if (/^file:/i.test(field.text)) {
    // curl spells out braces and ranges by itself.
    const plain = field.text.replaceAll(/\{([^{},]*)\}/g, '$1');
    for (const text of (expandBraces(plain) ?? [plain]).slice(0, 32))
      usePath(frame, { ...field, text, glob: field.glob || /\[[^\]]+\]/.test(text) }, 'read');
    return;
  }
  if (useUrl(frame, field.text, direction)) return;
  // Without a scheme curl and wget take what stands before the slash for a host.
  const authority = field.text.split(/[/?#]/, 1)[0] ?? '';
  if (authority !== '') useHost(frame, authority, { direction, scheme: 'http' });
}

const WGET_VALUES = wordSet(
  '-O --output-document -o --output-file -a --append-output -i --input-file -P --directory-prefix --post-file --body-file --post-data --body-data --method --header -U --user-agent --user --password -t --tries -T --timeout -e --execute --load-cookies --save-cookies --certificate --private-key --ca-certificate --config -D -A -R -I -X -l -Q -w --wait --limit-rate --referer --use-askpass -B --base --warc-file --rejected-log --http-user --http-password --ftp-user --ftp-password',
);
const WGET_READS = wordSet(
  '-i --input-file --post-file --body-file --load-cookies --certificate --private-key --ca-certificate --config',
);
const WGET_WRITES = wordSet(
  '-O --output-document -o --output-file -a --append-output -P --directory-prefix --save-cookies --warc-file --rejected-log',
);

function readWget({ frame, words }: Call): Stream {
  const sends = words.values.some(({ flag }) => /^--(?:post|body)-/.test(flag));
  for (const { flag, value } of words.values) {
    if (WGET_READS.has(flag)) usePath(frame, value, 'read');
    if (WGET_WRITES.has(flag)) usePath(frame, value, 'write');
    if (flag === '--use-askpass') runWords(frame, [value], 'wget --use-askpass');
  }
  for (const operand of words.operands) openUrl(frame, operand, sends ? 'send' : 'receive');
  return FROM_PROGRAM;
}

const SSH_RULES = {
  valued: wordSet('-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -B'),
  stopAtOperand: true,
};

/** `ssh host cmd`: the command's paths are the other machine's, unless that machine is this one. */
function readSsh({ frame, words, name }: Call): Stream {
  const port = valueOfFlag(words, '-p')?.text;
  for (const { flag, value } of words.values) {
    if (flag === '-i' || flag === '-F' || flag === '-S' || flag === '-I') usePath(frame, value, 'read');
    if (flag === '-E') usePath(frame, value, 'write');
    if (flag === '-J') for (const hop of value.text.split(',')) useHost(frame, hop, { scheme: 'ssh' });
    if (flag === '-o') readSshOption(frame, value, name);
  }
  const [target, ...rest] = words.operands;
  if (!target) return FROM_PROGRAM;
  const operands = rest[0]?.text === '--' ? rest.slice(1) : rest;
  const authority = target.text.replace(/^ssh:\/\//, '').replace(/\/.*$/, '');
  useHost(frame, authority, {
    scheme: 'ssh',
    ...(port !== undefined && /^\d{1,5}$/.test(port) && { port: Number(port) }),
  });
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const here = /^(?:localhost|127\.|::1|\[::1\]|0\.0\.0\.0)/.test(host);
  const changes: Partial<Frame> = here
    ? { scope: { ...frame.scope, folder: frame.scope.home, otherFolders: [] } }
    : { place: () => undefined };
  if (operands.length === 0) {
    return frame.stdin.from === 'none'
      ? FROM_PROGRAM
      : runStdinAsShell({ ...frame, ...changes }, `ssh ${host}`);
  }
  return runShellText(frame, joinWords(operands), `ssh ${host}`, changes);
}

/** Options that start a program on this machine or read a file of it. */
function readSshOption(frame: Frame, option: Field, name: string): void {
  const match = /^\s*(\w+)\s*[=\s]\s*(.*)$/s.exec(option.text);
  const [, key = '', value = ''] = match ?? [];
  if (/^(?:ProxyCommand|LocalCommand|KnownHostsCommand|PermitLocalCommand)$/i.test(key)) {
    if (!/^(?:yes|no|none)$/i.test(value)) runShellText(frame, literal(value), `${name} -o ${key}`);
  } else if (
    /^(?:IdentityFile|UserKnownHostsFile|CertificateFile|PKCS11Provider|IdentityAgent)$/i.test(key)
  ) {
    usePath(frame, partOf(option, value), 'read');
  }
}

/** `scp`, `rsync`: `host:path` is the other machine's, the rest are ours. */
function readCopy({ frame, words, name }: Call): Stream {
  for (const { flag, value } of words.values) {
    if (flag === '-e' || flag === '--rsh' || flag === '-S' || flag === '--rsync-path')
      runShellText(frame, value, `${name} ${flag}`);
    if (flag === '-i' || flag === '-F' || COPY_READS.has(flag)) usePath(frame, value, 'read');
    if (flag === '-o') readSshOption(frame, value, name);
    if (flag === '--log-file' || flag === '--backup-dir' || flag === '--partial-dir' || flag === '-T')
      usePath(frame, value, 'write');
    if (flag === '-J') useHost(frame, value.text, { scheme: 'ssh' });
  }
  const recursive =
    name === 'rsync' ? hasFlag(words, '-r', '-a', '--recursive', '--archive') : hasFlag(words, '-r');
  const last = words.operands.length - 1;
  const names = valueOfFlag(words, '--files-from');
  if (names && last > 0) {
    const list = inputOf(frame, [names]);
    for (const source of words.operands.slice(0, -1)) useListedNames(frame, list, source.text);
  }
  for (const [index, operand] of words.operands.entries()) {
    const isTarget = index === last && last > 0;
    const remote = remoteHost(operand.text);
    if (remote !== undefined) {
      useHost(frame, remote, {
        scheme: name === 'rsync' ? 'rsync' : 'ssh',
        direction: isTarget ? 'send' : 'receive',
      });
      continue;
    }
    if (isTarget) {
      usePath(frame, operand, 'write', recursive);
      if (words.flags.some((flag) => flag.startsWith('--delete'))) usePath(frame, operand, 'delete', true);
      continue;
    }
    usePath(frame, operand, 'read', recursive);
    if (hasFlag(words, '--remove-source-files')) usePath(frame, operand, 'delete', recursive);
  }
  return FROM_PROGRAM;
}

const COPY_READS = wordSet('--files-from --exclude-from --include-from --password-file --filter-from');

/** The host of `user@host:path`, `rsync://host/x`, `host::module`. */
export function remoteHost(text: string): string | undefined {
  const url = /^[a-z]+:\/\/([^/]+)/.exec(text)?.[1];
  if (url !== undefined) return url;
  const match = /^((?:[^/:@\s]+@)?(?:\[[^\]]+\]|[^/:\s]+)):/.exec(text);
  return match && !/^[A-Za-z]:[\\/]/.test(text) ? match[1] : undefined;
}

const NC_VALUES = wordSet(
  '-e -c -p -s -w -i -o -q -x -X -I -O -P -T -g -G -m --exec --sh-exec --lua-exec --source-port --proxy --ssl-cert --ssl-key --output --wait --send-only-from',
);

/** `nc host port`, with `-e` a program behind the connection. */
function readNetcat({ frame, words, name }: Call): Stream {
  for (const { flag, value } of words.values) {
    if (flag === '-e' || flag === '--exec' || flag === '-c' || flag === '--sh-exec')
      runShellText(frame, value, `${name} ${flag}`);
    if (flag === '-o' || flag === '--output') usePath(frame, value, 'write');
    if (flag === '--ssl-key' || flag === '--ssl-cert') usePath(frame, value, 'read');
  }
  const [host, port] = words.operands;
  if (host && !hasFlag(words, '-l')) {
    const number = Number(port?.text);
    const sends = frame.stdin.from !== 'none';
    useHost(frame, host.text, {
      scheme: 'tcp',
      direction: sends ? 'send' : 'both',
      ...(Number.isInteger(number) && { port: number }),
    });
  }
  return FROM_PROGRAM;
}

/** `socat ADDRESS ADDRESS`: each address is a file, a host or a program. */
function readSocat({ frame, words }: Call): Stream {
  for (const operand of words.operands) {
    const [, kind = '', rest = ''] = /^([A-Za-z0-9-]+):(.*)$/s.exec(operand.text) ?? [];
    const value = rest.replace(/,[^:]*$/s, '');
    if (/^(?:EXEC|SYSTEM|SHELL)$/i.test(kind)) runShellText(frame, partOf(operand, value), `socat ${kind}`);
    else if (/^(?:FILE|OPEN|GOPEN|CREATE|CREAT)$/i.test(kind)) {
      usePath(frame, partOf(operand, value), 'read');
      usePath(frame, partOf(operand, value), 'write');
    } else if (/^(?:TCP|UDP|OPENSSL|SSL|SCTP|SOCKS|PROXY)[\w-]*$/i.test(kind) && !/LISTEN/i.test(kind)) {
      useHost(frame, value, { scheme: /^UDP/i.test(kind) ? 'udp' : 'tcp' });
    } else if (/^(?:UNIX)/i.test(kind)) usePath(frame, partOf(operand, value), 'write');
    else if (operand.text.startsWith('/')) usePath(frame, operand, 'read');
  }
  return FROM_PROGRAM;
}

/** Programs whose first operand is a machine: what they carry out is the name or the words themselves. */
const hostProgram = (scheme: string, valued: string): Program => ({
  rules: { valued: wordSet(valued) },
  read: ({ frame, words }) => {
    for (const { flag, value } of words.values) {
      if (flag === '-f' || flag === '-k' || flag === '-iL') usePath(frame, value, 'read');
      if (/^-o[NGXA]$/.test(flag)) usePath(frame, value, 'write');
    }
    for (const operand of words.operands) {
      const { text } = operand;
      if (text.startsWith('@')) useHost(frame, text.slice(1), { scheme, direction: 'both' });
      else if (text.includes('.') || text === 'localhost' || !isKnown(text)) {
        if (!useUrl(frame, text, 'both'))
          useHost(frame, text.replace(/\/.*$/s, ''), { scheme, direction: 'both' });
      }
    }
    return FROM_PROGRAM;
  },
});

export const NETWORK_TOOLS: [string, Program][] = [
  ...fileTable({
    'ssh-add': { operands: 'read*', valued: '-t -E -S -s -e' },
    'ssh-copy-id': { operands: 'host', paths: { read: '-i -F' }, valued: '-p -o' },
    'ssh-keyscan': { operands: 'host*', paths: { read: '-f' }, valued: '-t -p -T' },
    'aria2c axel youtube-dl yt-dlp gallery-dl': {
      operands: 'url*',
      paths: {
        read: '-i --input-file --cookies --load-cookies --netrc-location -a --batch-file',
        write: '-o -d --out --dir --output -P --paths',
      },
      valued: '-x -s -j -f --format',
    },
    'lynx w3m links links2 elinks browsh': {
      operands: 'read*',
      longSingle: true,
      valued: '-width -cols -o -T -I -O',
    },
    'http https xh httpie': {
      operands: 'text send-url text*',
      valued: '-a --auth --session -A',
      paths: { write: '-o --output', read: '--cert --cert-key' },
    },
    rclone: {
      operands: 'text read write',
      subcommands: true,
      alwaysRecursive: true,
      paths: { read: '--config --files-from --include-from --exclude-from', write: '--log-file' },
      valued: '--include --exclude --transfers --bwlimit',
    },
    'mail mailx mutt sendmail swaks msmtp': {
      operands: 'text*',
      valued: '-s -c -b -r -S -t --to --from --header --body',
      paths: { read: '-a -A --attach --attachment -i -H -F' },
    },
    'smbclient smbget mount.cifs': {
      operands: 'text*',
      valued: '-U -c -W',
      paths: { read: '-A --authentication-file' },
    },
  }),
  ...programsByName<Program>({
    'curl curlie': {
      rules: { valued: new Set([...CURL_SENDS, ...CURL_READS, ...CURL_WRITES, ...CURL_OTHER]) },
      read: readCurl,
    },
    'wget wget2': { rules: { valued: WGET_VALUES }, read: readWget },
    'ssh mosh autossh slogin': { rules: SSH_RULES, read: readSsh },
    'scp pscp': { rules: { valued: wordSet('-c -D -F -i -J -l -o -P -S -X') }, read: readCopy },
    rsync: {
      rules: {
        valued: wordSet(
          '-e --rsh --rsync-path --files-from --exclude-from --include-from --password-file --exclude --include -f --filter --log-file --backup-dir --partial-dir -T --temp-dir --port --bwlimit --max-size --min-size --timeout --chmod --chown --compare-dest --copy-dest --link-dest --suffix --info',
        ),
      },
      read: readCopy,
    },
    sshpass: { rules: { valued: wordSet('-p -f -d -P'), stopAtOperand: true }, read: readSshpass },
    'sftp lftp ftp tftp ncftp': {
      rules: { valued: wordSet('-b -i -F -o -P -c -e -f -u -J -l -p') },
      read: readSftp,
    },
    'nc ncat netcat nc.openbsd nc.traditional': { rules: { valued: NC_VALUES }, read: readNetcat },
    socat: { rules: { valued: wordSet('-b -t -T -W') }, read: readSocat },
    telnet: { rules: { valued: wordSet('-l -n -e -b') }, read: readNetcat },
    'dig nslookup host drill kdig dog resolvectl whois': hostProgram('dns', '-t -p -b -c -k -q -x -f'),
    'ping ping6 traceroute tracepath mtr fping hping3 nmap arping tracert masscan': hostProgram(
      'icmp',
      '-c -i -I -s -t -w -W -p -m -oN -oG -oX -iL',
    ),
  }),
];

function readSshpass({ frame, words }: Call): Stream {
  const file = valueOfFlag(words, '-f');
  if (file) usePath(frame, file, 'read');
  return runWords(frame, words.operands, 'sshpass');
}

/** `sftp host`, with its commands from a file or from the input: `put` reads, `get` writes, `!` runs. */
function readSftp({ frame, words, name }: Call): Stream {
  const [target] = words.operands;
  const batch = valueOfFlag(words, '-b', '-f');
  if (batch) usePath(frame, batch, 'read');
  for (const { flag, value } of words.values) {
    if (flag === '-i' || flag === '-F') usePath(frame, value, 'read');
    if (flag === '-o') readSshOption(frame, value, name);
    if ((flag === '-e' || flag === '-c') && name === 'lftp') readTransferScript(frame, value.text);
  }
  if (target && !useUrl(frame, target.text, 'both')) {
    useHost(frame, remoteHost(target.text) ?? target.text, { scheme: name, direction: 'both' });
  }
  if (frame.stdin.text !== undefined) readTransferScript(frame, frame.stdin.text);
  return FROM_PROGRAM;
}

function readTransferScript(frame: Frame, script: string): void {
  for (const line of script.split(/[\n;]/)) {
    const [verb = '', ...files] = line.trim().split(/\s+/);
    const plain = files.filter((file) => !file.startsWith('-'));
    if (verb.startsWith('!')) runShellText(frame, literal(line.trim().slice(1)), 'sftp !');
    else if (/^m?put$/.test(verb))
      for (const file of plain.slice(0, 1)) usePath(frame, literal(file), 'read');
    else if (/^m?get$/.test(verb) && plain[1]) usePath(frame, literal(plain[1]), 'write');
  }
}
