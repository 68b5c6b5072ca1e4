import { closeSync, openSync } from 'node:fs';
import { runInSandbox } from './run-in-sandbox.ts';

export type SandboxState = { readonly works: true } | { readonly works: false; readonly why: string };

/**
 * Whether a sandbox holds here, by what happens in one: nothing can be written where everybody may write, and no socket
 * of the file system can be made. A kernel without user namespaces, or a container that forbids mounts, fails here.
 */
const PROOF = [
  // bash answers a write that fails with status 1, and goes on.
  '! { : > "$HOME/.sallyport-sandbox-probe"; } 2> /dev/null',
  '! { exec 3<> /dev/tcp/127.0.0.1/9; } 2> /dev/null',
  '[ "$(cat /proc/self/status | sed -n "s/^Seccomp:[^0-9]*//p")" = 2 ]',
  '[ "$(cat /proc/self/status | sed -n "s/^NoNewPrivs:[^0-9]*//p")" = 1 ]',
].join(' && ');

const PROBE_TIMEOUT_MS = 10_000;

export async function probeSandbox(home: string, bwrap?: string): Promise<SandboxState> {
  // Where its output goes is tried as well.
  const output = openSync('/dev/null', 'w');
  const end = await runInSandbox(
    { command: PROOF, cwd: '/', home, keptOut: [] },
    {
      environment: { PATH: '/usr/bin:/bin' },
      timeoutMs: PROBE_TIMEOUT_MS,
      output,
      ...(bwrap === undefined ? {} : { bwrap }),
    },
  ).finally(() => closeSync(output));
  if (!end.ran)
    return { works: false, why: `${end.why}; install \`bubblewrap\` for read-only runs of commands` };
  return end.exitCode === 0
    ? { works: true }
    : {
        works: false,
        why: `a sandbox does not hold here (the probe ended with ${end.exitCode}); user namespaces may be switched off`,
      };
}
