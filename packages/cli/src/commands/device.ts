import { openIdentity, prepareStateHome, startDevice, writeHookScript } from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure } from '../command.ts';
import { openContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { reportToSupervisor } from '../supervise.ts';
import { printLine } from '../terminal.ts';
import { VERSION } from '../version.ts';

/** What this part tells its supervisor. */
export type DeviceReady = { policyVersion: string | null };

export const register = (program: Command): Command =>
  define<{ controlPlane?: string; trustKey?: string }>(
    program
      .command('device')
      .description('Run only the guard; `up` does this for you')
      .option(
        '--control-plane <url>',
        'where policy comes from and evidence goes to; without it the cached policy is used',
      )
      .option('--trust-key <json>', "the control plane's public signing key, pinned when none is"),
    ['sallyport device --control-plane http://127.0.0.1:7070'],
    async ({ json, controlPlane, trustKey }) => {
      const context = openContext();
      if (isFailure(context)) return context;
      const { home, settings } = context;
      const prepared = prepareStateHome(home);
      if (!prepared.ok) return failure(prepared.message);
      const script = writeHookScript(home, settings.home);
      if (!script.ok) return failure(script.message);
      const identity = openIdentity(home);
      const signingKey = trustKey === undefined ? undefined : readSigningKey(trustKey);
      if (controlPlane !== undefined && signingKey === undefined)
        return failure(
          '`--trust-key` must be the JSON that `control-plane` prints as `signingKey`',
          EXIT.usage,
        );
      const device = await startDevice({
        home,
        identity,
        machine: { home: settings.home, user: settings.user, host: settings.host },
        variables: settings.variables,
        version: VERSION,
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
