/**
 * Runs a command the way an agent's shell would, in a world where it can do its worst: a file system that holds
 * nothing of this machine but `/usr` (read only), a network with nobody else on it, no capabilities, a time limit.
 *
 * INVARIANT: a case's command is started by `bwrap` and by nothing else; it must never run on the machine itself.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { HOME, inSandbox, WORKSPACE, type FakeRoot } from './fake-root.ts';
import type { OracleCase } from './oracle-case.ts';
import { SANDBOX_PATH } from './programs.ts';

const MAX_OUTPUT_BYTES = 1_048_576;
const SINK = join(import.meta.dirname, 'sink.mjs');

/** The sink first, then the command as `$1`, then time for what was sent to arrive. */
const WITH_SINK = `exec 4< <(exec node /opt/sink.mjs); sink=$!; read -r -u 4; bash -c "$1" 3>&- 4<&-; kill $sink; wait $sink`;

/** What every sandbox has, whoever runs in it. */
export const sandboxArguments = ({ folder }: FakeRoot): readonly string[] =>
  [
    ['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ['--uid', '1000', '--gid', '1000', '--hostname', 'agent-box'],
    ['--bind', folder, '/', '--ro-bind', '/usr', '/usr', '--proc', '/proc', '--dev', '/dev'],
    ['--ro-bind-try', '/etc/alternatives', '/etc/alternatives'],
    ['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'],
    ['--ro-bind', process.execPath, '/opt/node/bin/node', '--ro-bind', SINK, '/opt/sink.mjs'],
    ['--clearenv', '--setenv', 'HOME', HOME, '--setenv', 'USER', 'agent', '--setenv', 'LANG', 'C.UTF-8'],
    ['--setenv', 'PATH', SANDBOX_PATH, '--setenv', 'TERM', 'dumb'],
  ].flat();

export type SandboxRun = {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** What arrived at the machine inside the sandbox. */
  readonly sent: Buffer;
  readonly timedOut: boolean;
};

export function runInSandbox(one: OracleCase, root: FakeRoot, timeoutMs = 10_000): Promise<SandboxRun> {
  const words = one.sink ? ['bash', '-c', WITH_SINK, 'bash', one.command] : ['bash', '-c', one.command];
  const cwd = one.cwd === undefined ? WORKSPACE : inSandbox(one.cwd);
  const child = spawn('bwrap', [...sandboxArguments(root), '--chdir', cwd, ...words], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin' },
  });
  const collected = [1, 2, 3].map((descriptor) => {
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdio[descriptor]?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_OUTPUT_BYTES) chunks.push(chunk);
    });
    return () => Buffer.concat(chunks);
  });
  const read = (index: number): Buffer => collected[index]?.() ?? Buffer.alloc(0);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      resolve({ stdout: read(0), stderr: read(1), sent: read(2), timedOut });
    });
  });
}
