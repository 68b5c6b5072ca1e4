import {
  goThroughProxies,
  openIdentity,
  prepareStateHome,
  startDevice,
  writeHookScript,
  type HandedOver,
  type Settings,
} from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure, type Failure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { reportToSupervisor } from '../supervise.ts';
import { printLine } from '../terminal.ts';
import { VERSION } from '../version.ts';

/** What this part tells its supervisor. */
export type DeviceReady = { policyVersion: string | null };

export const register = (program: Command): Command =>
  define<{
    controlPlane?: string;
    trustKey?: string;
    hookDescriptor?: string;
    userDescriptor?: string[];
    relayDescriptor?: string[];
  }>(
    program
      .command('device')
      .description('Run only the guard; `up` does this for you')
      .option(
        '--control-plane <url>',
        'where policy comes from and evidence goes to; without it the cached policy is used',
      )
      .option(
        '--hook-descriptor <number>',
        'the listening socket of a managed machine; the service hands it over',
      )
      .option('--user-descriptor <uid=number...>', 'the same for the sockets that one user alone can reach')
      .option('--relay-descriptor <uid=number...>', 'the same for the relays of their MCP servers')
      .option('--trust-key <json>', "the control plane's public signing key, pinned when none is"),
    ['sallyport device --control-plane http://127.0.0.1:7070'],
    async ({ json, controlPlane, trustKey, hookDescriptor, userDescriptor = [], relayDescriptor = [] }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const { home, settings } = context;
      const prepared = prepareStateHome(home);
      if (!prepared.ok) return failure(prepared.message);
      const managed = managedHooks(settings, hookDescriptor, userDescriptor, relayDescriptor);
      if (managed !== undefined && isFailure(managed)) return managed;
      if (managed === undefined) {
        const script = writeHookScript(home, settings.home);
        if (!script.ok) return failure(script.message);
      }
      const identity = openIdentity(home);
      const signingKey = trustKey === undefined ? undefined : readSigningKey(trustKey);
      if (controlPlane !== undefined && signingKey === undefined)
        return failure(
          '`--trust-key` must be the JSON that `control-plane` prints as `signingKey`',
          EXIT.usage,
        );
      goThroughProxies(settings.variables);
      const device = await startDevice({
        home,
        identity,
        machine: { home: settings.home, user: settings.user, host: settings.host },
        variables: settings.variables,
        ...(settings.mcpPort === undefined ? {} : { mcpPort: settings.mcpPort }),
        ...(settings.passkeyWaitsMs === undefined ? {} : { passkeyWaitsMs: settings.passkeyWaitsMs }),
        ...(settings.inventoryEveryMs === undefined ? {} : { inventoryEveryMs: settings.inventoryEveryMs }),
        ...(managed === undefined ? {} : { managed }),
        version: VERSION,
        ...(process.argv[1] === undefined ? {} : { program: [process.execPath, process.argv[1]] }),
        ...(controlPlane === undefined || signingKey === undefined
          ? {}
          : { controlPlane: { url: controlPlane, signingKey } }),
      });
      const ready: DeviceReady = { policyVersion: device.policyVersion() };
      reportToSupervisor(ready, () => device.close());
      if (!json && process.send === undefined) printLine(`the guard listens on ${home.hookSocket}`);
      return { exit: EXIT.ok, data: process.send === undefined ? ready : undefined };
    },
  );

const numbersIn = (words: readonly string[]) => words.map((each) => each.split('=').map(Number));

/** What a managed machine's guard listens on; nothing where the guard is its user's own. */
function managedHooks(
  { tier, hookPort }: Settings,
  descriptor: string | undefined,
  userDescriptors: readonly string[],
  relayDescriptors: readonly string[],
): HandedOver | Failure | undefined {
  if (tier !== 'managed' || hookPort === undefined) return undefined;
  const [users, relays] = [numbersIn(userDescriptors), numbersIn(relayDescriptors)];
  const numbers = [Number(descriptor), ...[...users, ...relays].map(([, number]) => number)];
  return numbers.every((number) => Number.isInteger(number) && Number(number) > 2)
    ? {
        port: hookPort,
        portDescriptor: Number(descriptor),
        userDescriptors: new Map(users.map(([uid = -1, number = -1]) => [uid, number])),
        relayDescriptors: new Map(relays.map(([uid = -1, number = -1]) => [uid, number])),
      }
    : failure('this machine is managed; as root, start the guard with `systemctl start sallyport.service`');
}

function readSigningKey(text: string): { keyId: string; publicKeyPem: string } | undefined {
  try {
    const { keyId, publicKeyPem } = JSON.parse(text) as Record<string, unknown>;
    return typeof keyId === 'string' && typeof publicKeyPem === 'string'
      ? { keyId, publicKeyPem }
      : undefined;
  } catch {
    return undefined;
  }
}
