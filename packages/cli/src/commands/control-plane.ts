import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startControlPlane } from '@sallyport/control-plane';
import { formatProblem } from '@sallyport/policy-core';
import {
  builtInDocuments,
  openIdentity,
  prepareStateHome,
  shippedPack,
  shippedPackNames,
  statusSource,
} from '@sallyport/device';
import { readCommand } from '@sallyport/command-reading';
import type { Command } from 'commander';
import { pino } from 'pino';
import { define, failure, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { reportToSupervisor } from '../supervise.ts';
import { printLine } from '../terminal.ts';
import { VERSION } from '../version.ts';

/** What this part tells its supervisor. */
export type ControlPlaneReady = {
  url: string;
  port: number;
  loginLink: string;
  signingKey: { keyId: string; publicKeyPem: string };
};

/** The built pages beside the program; a run from source has them where the build puts them. */
function consoleDirectory(): string | undefined {
  const here = dirname(fileURLToPath(import.meta.url));
  return [join(here, 'console'), join(here, '..', 'console'), join(here, '../../../../dist/console')].find(
    (folder) => existsSync(join(folder, 'index.html')),
  );
}

export const register = (program: Command): Command =>
  define<{ port?: string; descriptor?: string[] }>(
    program
      .command('control-plane')
      .description('Run only the evidence store, the API and the console; `up` does this for you')
      .option('--port <number>', 'instead of the one in SALLYPORT_PORT')
      .option('--descriptor <number...>', 'listening sockets of this port that the service hands over'),
    ['sallyport control-plane', 'sallyport control-plane --port 8080'],
    async ({ json, port: givenPort, descriptor = [] }) => {
      const context = openState();
      if (isFailure(context)) return context;
      const { settings, home } = context;
      const port = Number(givenPort ?? settings.port);
      if (!Number.isInteger(port) || port < 0 || port > 65_535)
        return failure(`\`${givenPort}\` is not a port from 0 to 65535`, EXIT.usage);
      const prepared = prepareStateHome(home);
      if (!prepared.ok) return failure(prepared.message);
      const identity = openIdentity(home);
      const pages = consoleDirectory();
      const controlPlane = await startControlPlane({
        directory: home.controlPlane,
        host: '127.0.0.1',
        port,
        descriptors: descriptor.map(Number),
        ...(pages === undefined ? {} : { consoleDirectory: pages }),
        deviceToken: identity.deviceToken,
        apiToken: identity.apiToken,
        status: statusSource(home, settings, VERSION),
        readCommand,
        shippedPack: (name) => (shippedPackNames().includes(name) ? shippedPack(name) : undefined),
        builtIn: builtInDocuments(),
        log: pino(),
        now: () => new Date(),
      });
      const begun = await controlPlane.beginPolicy(settings.pack);
      if (begun.kind !== 'published') {
        await controlPlane.close();
        return failure(
          begun.kind === 'refused'
            ? begun.problems.map(formatProblem).join('\n')
            : begun.kind === 'unknown'
              ? begun.why
              : 'another control plane works in the same folder; stop it first',
        );
      }
      const ready: ControlPlaneReady = {
        url: controlPlane.url,
        port: controlPlane.port,
        loginLink: controlPlane.loginLink(),
        signingKey: controlPlane.signingKey,
      };
      reportToSupervisor(ready, () => controlPlane.close());
      if (!json && process.send === undefined) printLine(`control plane at ${ready.loginLink}`);
      return { exit: EXIT.ok, data: process.send === undefined ? ready : undefined };
    },
  );
