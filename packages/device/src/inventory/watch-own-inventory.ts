import type { NewEvidence } from '@sallyport/action-model';
import { newServersFor } from '@sallyport/policy-core';
import type { DeviceOptions } from '../daemon.ts';
import { mcpEnvironment } from '../install/mcp/mcp-environment.ts';
import type { PolicyState } from '../policy-cache/policy-cache.ts';
import type { WrapRequest } from './inventory-worker.ts';
import { ownHookMarks } from './own-marks.ts';
import { watchInventory } from './watch-inventory.ts';

/** The inventory of the guard's own person. Who else there is on a managed machine: `inventory-of-everybody.ts`. */
export function watchOwnInventory(
  options: DeviceOptions,
  parts: {
    readonly policy: () => PolicyState;
    readonly groups: () => readonly string[];
    readonly note: (evidence: NewEvidence) => void;
    readonly failed: (why: string) => void;
    readonly now: () => Date;
  },
): (() => Promise<void>) | undefined {
  const { home, machine, managed, variables = {}, inventoryEveryMs: everyMs } = options;
  if (managed !== undefined || everyMs === undefined) return undefined;
  return watchInventory({
    home: machine.home,
    everyMs,
    request: async () => ({
      people: [{ user: machine.user, home: machine.home, isOwn: true }],
      platform: process.platform,
      variables,
      marks: await ownHookMarks(home.records),
      memoryFile: home.inventoryWatched,
    }),
    wrapping: () => wrapping(options, parts),
    ...parts,
  });
}

/** How servers that came later are put behind the gateway, while policy says so. */
function wrapping(
  { home, identity, machine, variables = {}, version, program, mcpPort }: DeviceOptions,
  { policy, groups, now }: Parameters<typeof watchOwnInventory>[1],
): WrapRequest | undefined {
  const [node, file] = program ?? [];
  const state = policy();
  if (node === undefined || file === undefined || !state.ok) return undefined;
  const origin = { groups: [...groups()], device: identity.device };
  if (newServersFor(state.policy, origin) === 'tell') return undefined;
  const environment = { home, userHome: machine.home, variables, version, mcpPort, now: now() };
  return { wrap: mcpEnvironment({ ...environment, program: [node, file] }) };
}
