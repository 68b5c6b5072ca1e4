import {
  gatewayAt,
  hookCommand,
  LAST_RESORT_KINDS,
  MINIMUM_CLIENT_VERSION,
  relayWords,
  type InstallEnvironment,
} from '@sallyport/device';
import { compileNative, lastResort } from '@sallyport/policy-core';
import { subscribedEvents } from '@sallyport/surfaces';
import { isFailure, type Failure } from './command.ts';
import type { Context } from './context.ts';
import { loadPolicy } from './load-policy.ts';
import { VERSION } from './version.ts';

/** Node, and the file that it was started with. */
export const ownProgram = (): readonly [string, string] => [process.execPath, process.argv[1] ?? '.'];

/** Everything the installer needs: where, which hooks, and what the policy compiles to in the client's own settings. */
export function installEnvironment({ settings, home }: Context): InstallEnvironment | Failure {
  const policy = loadPolicy(settings.pack, { runTests: false });
  if (isFailure(policy)) return policy;
  const native = compileNative(policy, { platform: process.platform });
  const table = lastResort(policy, LAST_RESORT_KINDS);
  return {
    home: home.root,
    records: home.records,
    userHome: settings.home,
    variables: settings.variables,
    platform: process.platform,
    version: VERSION,
    now: new Date(),
    hookCommand: (event, mode) => hookCommand(home.hookScript, event, mode),
    marks: [home.hookScript],
    relay: relayWords(ownProgram(), home.root),
    ...gatewayAt(home, settings.mcpPort),
    // Events that can be refused have rows of their own; what closes one closes its entry too.
    events: subscribedEvents().map((each) =>
      table.tools[each.event] === 'closed' ? { ...each, onFailure: 'block' as const } : each,
    ),
    lastResort: table,
    native: { deny: native.permissionsDeny },
    minimumClientVersion: MINIMUM_CLIENT_VERSION,
  };
}
