/** How a person, a hook and the client act on a managed machine. */
import { createApiClient, type ApiClient, type InventoryRow, type Session } from '@sallyport/fleet-protocol';
import { runClient, type ClientResult, type ClientVersion, type ProcessExit } from '@sallyport/testkit';
import { expect } from 'vitest';
import { oneTool } from './attack-place.ts';
import type { ManagedMachine, Person } from './managed-machine.ts';

export const HOOK_PORT = 907;
export const CONSOLE_PORT = 7170;
/** Managed machines are made of namespaces, which takes root. */
export const isRoot = process.getuid?.() === 0;

/** The client as a person runs it, in a repository of theirs. */
export async function runAs(
  machine: ManagedMachine,
  { uid, home }: Person,
  version: ClientVersion,
  cwd: string,
  command: string,
  args: readonly string[] = [],
): Promise<ClientResult> {
  return runClient({
    version,
    home,
    cwd,
    router: machine.router,
    prompt: 'please help',
    within: (argv, folder) =>
      machine.within(['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', ...argv], folder),
    script: oneTool('Bash', { command }),
    args,
  });
}

/** A shell of a person, or of root. */
export const shell = (
  machine: ManagedMachine,
  person: Person | undefined,
  command: string,
): Promise<ProcessExit> => machine.run(['/bin/sh', '-c', command], person);

export const payload = (session: string, command: string): string =>
  JSON.stringify({
    session_id: session,
    transcript_path: '/x',
    cwd: '/tmp',
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: `toolu_${session}`,
  });

/** The hook script as the client starts it. */
export const hook = (
  machine: ManagedMachine,
  person: Person,
  body: string,
  mode = 'closed',
): Promise<ProcessExit> =>
  shell(
    machine,
    person,
    `printf %s '${body.replaceAll("'", String.raw`'\''`)}' | env -i /bin/sh /etc/sallyport/hook.sh PreToolUse ${mode}`,
  );

export async function untilAnswered(machine: ManagedMachine): Promise<void> {
  await expect
    .poll(async () => (await shell(machine, undefined, probe)).stdout, { timeout: 20_000, interval: 200 })
    .toBe('200');
}
export const probe = `curl -s -o /dev/null -w '%{http_code}' -m 5 -X POST http://127.0.0.1:${HOOK_PORT}/hook/Probe`;

export const CGROUP = '/sys/fs/cgroup/system.slice/sallyport.service';

const apiOf = async (machine: ManagedMachine): Promise<ApiClient> => {
  const token = (await shell(machine, undefined, 'cat /var/lib/sallyport/secrets/api-token')).stdout.trim();
  return createApiClient({ baseUrl: `http://localhost:${CONSOLE_PORT}`, fetch, token });
};

/** What the control plane knows to be installed for one person. */
export async function inventoryOf(
  machine: ManagedMachine,
  { name }: { readonly name: string },
): Promise<readonly InventoryRow[]> {
  const answer = await (await apiOf(machine)).inventory({ person: name, limit: 500 });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.items;
}

export async function sessionsOf(machine: ManagedMachine): Promise<readonly Session[]> {
  const api = await apiOf(machine);
  const answer = await api.sessions({ limit: 500 });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.items;
}
