/**
 * The digest of the image that `docker run` starts, where its words name one. Only options that are known here are read
 * over: behind another one nobody can say which word is the image.
 */
const ALONE: ReadonlySet<string> = new Set([
  '-i', '-t', '-it', '-ti', '--interactive', '--tty', '--rm', '--init', '--read-only', '--no-healthcheck',
]); // prettier-ignore
const WITH_VALUE: ReadonlySet<string> = new Set([
  '-e', '--env', '--env-file', '-v', '--volume', '--mount', '--name', '--network', '--net', '-p', '--publish', '-u', '--user',
  '-w', '--workdir', '-l', '--label', '-m', '--memory', '--cpus', '--platform', '--pull', '--add-host', '--cap-drop',
  '--security-opt', '--tmpfs', '-h', '--hostname', '--pids-limit',
]); // prettier-ignore
const PINNED = /^[a-z0-9][\w.:/-]{0,300}@sha256:([0-9a-f]{64})$/;

export function imageDigest(args: readonly string[]): string | undefined {
  const rest = [...args];
  if (rest[0] === 'container') rest.shift();
  if (rest.shift() !== 'run') return undefined;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-')) return PINNED.exec(word)?.[1];
    const [option = word] = word.startsWith('--') && word.includes('=') ? word.split('=', 1) : [word];
    if (ALONE.has(word)) continue;
    if (!WITH_VALUE.has(option)) return undefined;
    if (option === word) rest.shift();
  }
  return undefined;
}
