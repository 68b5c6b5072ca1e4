/** What several programs send out together, though none of them alone looks like it. */
import type { CommandCapability } from './capability.ts';
import type { ProgramWords } from './program-words.ts';

const KEYS =
  /\.ssh\/(?!\w*\.pub)|\bid_(?:rsa|ed25519|ecdsa|dsa)\b(?!\.pub)|\.aws\b|\.netrc|\.gnupg|\.git-credentials|\.kube\/config|\/etc\/shadow|(?:^|[\s/])\.env\b(?!\.(?:example|sample|template))|\.pgpass|\.npmrc|\.pypirc|secrets?\.(?:ya?ml|json|toml|env)\b|\bget secrets?\b/;
const PACKS = /^(?:tar|bsdtar|zip|7z|cpio|pg_dump|pg_dumpall|mysqldump|mariadb-dump|mongodump|mysqlpump)$/;
const ENCODES = /^(?:base64|base32|xxd|hexdump|od|basenc)$/;
const LOOKS_UP = /^(?:dig|nslookup|host|drill|kdig|getent|ping)$/;
const SERVES = /http\.server|SimpleHTTPServer|http-server|\s-S\s/;
const HOME = /^(?:~|\/|\/root|\/home|\/(?:home|Users)\/[^/]+)\/?$/;

type Fact = CommandCapability;

export function sentByParts(programs: readonly ProgramWords[]): readonly Fact[] {
  return [sentInPipe(programs), lookedUp(programs), pushedElsewhere(programs), servedHome(programs)].filter(
    (one) => one !== undefined,
  );
}

/** `cat .env | curl -d @- …`, `tar c . | nc …`: keys gravely, whatever is packed or dumped seriously. */
function sentInPipe(programs: readonly ProgramWords[]): Fact | undefined {
  for (const [program, words] of programs.entries()) {
    const isKeys = KEYS.test(words.use.args.join(' ').slice(0, 1024));
    if ((!isKeys && !PACKS.test(words.name)) || !reachesSender(programs, words.use.pipesTo)) continue;
    const why = isKeys
      ? 'sends keys or passwords to another machine'
      : 'sends a packed folder or a database to another machine';
    const object = isKeys ? 'secret-file' : 'bulk';
    return { capability: 'sends-out', object, tier: isKeys ? 'grave' : 'serious', why, program };
  }
  return undefined;
}

function reachesSender(programs: readonly ProgramWords[], start: number | undefined): boolean {
  let at = start;
  for (let steps = 0; at !== undefined && steps < 32; steps++) {
    const next = programs[at];
    if (!next) return false;
    if (sendsItsInput(next)) return true;
    at = next.use.pipesTo;
  }
  return false;
}

/** `ssh` is left out: a copy to a machine of one's own is made so every day. */
function sendsItsInput({ name, use, flags, operands }: ProgramWords): boolean {
  if (/^(?:nc|ncat|netcat|socat|telnet)$/.test(name))
    return !flags.has('-l') && !operands.some((word) => /^(?:localhost|127\.)/.test(word));
  if (name === 'openssl') return operands[0] === 's_client';
  if (!/^(?:curl|wget|http|https|xh)$/.test(name)) return /^(?:mail|mutt|sendmail)$/.test(name);
  const text = use.args.join(' ').slice(0, 1024);
  return (
    /(?:^|\s)(?:-d|-F|-T|--data\S*|--form|--upload-file|--post-\w+)\b|@-/.test(text) &&
    !/\/\/(?:localhost|127\.|\[::1\])/.test(text)
  );
}

/** A name that is looked up and whose first part is made of encoded data. */
function lookedUp(programs: readonly ProgramWords[]): Fact | undefined {
  if (!programs.some(({ name }) => ENCODES.test(name))) return undefined;
  const program = programs.findIndex(
    ({ name, use }) => LOOKS_UP.test(name) && use.args.some((word) => /\$[\w{(]|`|\*\./.test(word)),
  );
  if (program < 0) return undefined;
  const why = 'puts data into a name that another machine is asked for';
  return { capability: 'sends-out', object: 'by-name-look-up', tier: 'serious', why, program };
}

/** A remote is added and everything pushed to it in one go. */
function pushedElsewhere(programs: readonly ProgramWords[]): Fact | undefined {
  const isAdded = programs.some(
    ({ name, operands: [noun, verb = '', , url = ''] }) =>
      name === 'git' &&
      noun === 'remote' &&
      /^(?:add|set-url)$/.test(verb) &&
      /:\/\/|@[^\s]{1,200}:/.test(url),
  );
  if (!isAdded) return undefined;
  const program = programs.findIndex(
    ({ name, operands, flags }) =>
      name === 'git' &&
      operands[0] === 'push' &&
      (flags.has('--mirror') || (flags.has('--all') && operands[1] !== 'origin')),
  );
  if (program < 0) return undefined;
  const why = 'pushes everything to an address that the project did not know';
  return { capability: 'sends-out', object: 'repository', tier: 'serious', why, program };
}

/** `cd ~ && python3 -m http.server`. */
function servedHome(programs: readonly ProgramWords[]): Fact | undefined {
  const from = programs.findIndex(({ name, operands: [folder = '~'] }) => name === 'cd' && HOME.test(folder));
  if (from < 0) return undefined;
  const program = programs.findIndex(
    ({ use }, at) => at > from && SERVES.test(` ${use.args.join(' ').slice(0, 256)} `),
  );
  if (program < 0 || programs.slice(from + 1, program).some(({ name }) => name === 'cd')) return undefined;
  const why = 'shows the whole home folder to the network';
  return { capability: 'sends-out', object: 'home', tier: 'serious', why, program };
}
