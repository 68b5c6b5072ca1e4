import { homedir, hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { Tier } from '@sallyport/action-model';
import { z } from 'zod';
import { readManagedMachine, type MachineOutcome } from './managed-tier/managed-machine.ts';
import { ownEnvironment } from './own-environment.ts';
import { shippedPackNames } from './policy-cache/shipped-packs.ts';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

/** Every setting that comes from the environment, with its default. */
const Environment = z.object({
  SALLYPORT_HOME: z.string().min(1).optional().describe('where state is kept; default `~/.sallyport`'),
  SALLYPORT_PORT: port(7070).describe('console and API on loopback; 0 takes any free port'),
  SALLYPORT_MCP_PORT: port(7073).describe('MCP servers over HTTP, on loopback; 0 takes any free port'),
  SALLYPORT_PACK: z
    .string()
    .refine((name) => shippedPackNames().includes(name), {
      error: () => `must be one of ${shippedPackNames().join(', ')}`,
    })
    .default('individual')
    .describe('the policy pack `up` starts with'),
  SALLYPORT_PASSKEY_WAIT_MINUTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_080)
    .default(60)
    .describe('how long a passkey that a code brought in proves nothing yet; 0 only where no agent runs'),
  SALLYPORT_INVENTORY_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(600)
    .describe('how often the guard looks what is installed; sooner where a list of it was written'),
});

export type Settings = {
  tier: Tier;
  stateHome: string;
  port: number;
  /** Where MCP servers over HTTP are reached; not on a managed machine. */
  mcpPort?: number;
  pack: string;
  /** How long a new passkey proves nothing yet; not where root lets people in. */
  passkeyWaitsMs?: number;
  /** How often the guard takes the inventory of its own person, or on a managed machine of everybody. */
  inventoryEveryMs?: number;
  /** Where hooks are answered on a managed machine. */
  hookPort?: number;
  /** Listening sockets that the service manager handed to this process, by name. */
  descriptors: Readonly<Record<string, readonly number[]>>;
  home: string;
  user: string;
  host: string;
  /** The client's and the network's own variables, for the installer and for health; nothing of ours. */
  variables: Readonly<Record<string, string | undefined>>;
};

export type SettingsOutcome = { ok: true; settings: Settings } | { ok: false; message: string };

const MANAGED_INVENTORY_EVERY_MS = 600_000;

/** On a managed machine root's file decides alone: the agent's user can write every variable of its environment. */
export function readSettings(
  environment: NodeJS.ProcessEnv = ownEnvironment(),
  found: MachineOutcome = readManagedMachine(),
): SettingsOutcome {
  if (found.kind === 'unsafe') return { ok: false, message: found.message };
  const home = homedir();
  const person = {
    home,
    user: userInfo().username,
    host: hostname(),
    variables: { ...environment },
    descriptors: handedOver(environment),
  };
  if (found.kind === 'managed') {
    const { stateHome, port, hookPort, pack } = found.machine;
    return {
      ok: true,
      settings: {
        tier: 'managed',
        stateHome,
        port,
        hookPort,
        pack,
        inventoryEveryMs: MANAGED_INVENTORY_EVERY_MS,
        ...person,
      },
    };
  }
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      message: `the variable \`${issue?.path.join('.')}\` can't be used: ${issue?.message}`,
    };
  }
  return {
    ok: true,
    settings: {
      tier: 'cooperative',
      // Absolute: the hook script has it in its text and runs in any folder.
      stateHome: resolve(parsed.data.SALLYPORT_HOME ?? join(home, '.sallyport')),
      port: parsed.data.SALLYPORT_PORT,
      mcpPort: parsed.data.SALLYPORT_MCP_PORT,
      pack: parsed.data.SALLYPORT_PACK,
      passkeyWaitsMs: parsed.data.SALLYPORT_PASSKEY_WAIT_MINUTES * 60_000,
      inventoryEveryMs: parsed.data.SALLYPORT_INVENTORY_SECONDS * 1000,
      ...person,
    },
  };
}

/** The first one that a service manager hands over; standard streams come before it. */
const FIRST_DESCRIPTOR = 3;

/** `sd_listen_fds(3)`: the sockets are for the process that `LISTEN_PID` names, and for no child of it. */
function handedOver(environment: NodeJS.ProcessEnv): Settings['descriptors'] {
  const { LISTEN_PID: pid, LISTEN_FDS: count, LISTEN_FDNAMES: names = '' } = environment;
  if (pid !== String(process.pid) || !/^\d{1,3}$/.test(count ?? '')) return {};
  const descriptors: Record<string, number[]> = Object.create(null) as Record<string, number[]>;
  const listed = names.split(':');
  for (let index = 0; index < Number(count); index++)
    (descriptors[listed[index] ?? ''] ??= []).push(FIRST_DESCRIPTOR + index);
  return descriptors;
}
