import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import {
  findPortOwner,
  openIdentity,
  readRunning,
  removeRunning,
  startTicksOf,
  writeRunning,
} from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure, type Failure } from '../command.ts';
import { openContext, type Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { supervise } from '../supervise.ts';
import { complain, printJson, printLine, style, tell } from '../terminal.ts';
import type { ControlPlaneReady } from './control-plane.ts';
import type { DeviceReady } from './device.ts';

const LAUNCHER_CHECK_MS = 500;

export const register = (program: Command): Command =>
  define<object>(
    program
      .command('up')
      .description(
        'Run everything on this machine: the guard, the evidence store and the console; stays until stopped',
      ),
    ['sallyport up', 'SALLYPORT_PORT=0 sallyport up --json', 'SALLYPORT_HOME=/tmp/trial sallyport up'],
    async ({ json }) => {
      const context = openContext();
      if (isFailure(context)) return context;
      const refused = await refuseToStart(context);
      if (refused !== undefined) return refused;
      return run(context, json);
    },
  );

async function refuseToStart({ settings, home }: Context): Promise<Failure | undefined> {
  const running = readRunning(home.running);
  if (running !== undefined) {
    return failure(
      `already running as process ${running.pid} at ${running.url}; \`sallyport down\` stops it`,
    );
  }
  if (settings.port === 0 || (await isFree(settings.port))) return undefined;
  const owner = findPortOwner(settings.port);
  const who = owner === undefined ? 'another program' : `process ${owner.pid} (${owner.program})`;
  return failure(
    `port ${settings.port} is taken by ${who}; if that is another Sallyport, stop it with \`sallyport down\`, otherwise set SALLYPORT_PORT to a free port (0 takes any)`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

async function run({ home }: Context, json: boolean) {
  // Made here, once, so that the parts find the same keys and tokens.
  openIdentity(home);
  mkdirSync(dirname(home.log('device')), { recursive: true, mode: 0o700 });

  // The guard protects the processes that this file names, so it is written again for each new one.
  let announceParts: (() => void) | undefined;
  const controlPlane = supervise<ControlPlaneReady>('control plane', ['control-plane'], {
    logFile: home.log('control-plane'),
    restarted: () => announceParts?.(),
  });
  let device: ReturnType<typeof supervise<DeviceReady>> | undefined;
  const stop = async (): Promise<void> => {
    // The device first: its last evidence is uploaded while there is somebody to take it.
    await device?.stop();
    await controlPlane.stop();
    removeRunning(home.running);
  };
  try {
    const store = await controlPlane.ready;
    device = supervise<DeviceReady>(
      'device daemon',
      ['device', '--control-plane', store.url, '--trust-key', JSON.stringify(store.signingKey)],
      { logFile: home.log('device'), restarted: () => announceParts?.() },
    );
    const guard = await device.ready;
    const startTicks = startTicksOf(process.pid);
    const startedAt = new Date().toISOString();
    announceParts = () =>
      writeRunning(home.running, {
        pid: process.pid,
        ...(startTicks === undefined ? {} : { startTicks }),
        startedAt,
        url: store.url,
        ports: { console: store.port },
        processes: numbersOf({ device: device?.pid(), 'control-plane': controlPlane.pid() }),
      });
    announceParts();
    announce(json, { ...store, policyVersion: guard.policyVersion, home: home.root });
  } catch (error) {
    await stop();
    return failure(error instanceof Error ? error.message : String(error));
  }
  await untilStopped();
  tell('stopping');
  await stop();
  return { exit: EXIT.ok };
}

const numbersOf = (pids: Record<string, number | undefined>): Record<string, number> =>
  Object.fromEntries(Object.entries(pids).flatMap(([name, pid]) => (pid === undefined ? [] : [[name, pid]])));

function announce(
  json: boolean,
  up: ControlPlaneReady & { policyVersion: string | null; home: string },
): void {
  if (json) {
    printJson({
      url: up.url,
      loginLink: up.loginLink,
      port: up.port,
      policyVersion: up.policyVersion,
      home: up.home,
    });
    return;
  }
  printLine(
    `${style.green('✓')} Sallyport is up: policy ${up.policyVersion ?? 'not loaded yet'}, state in ${up.home}`,
  );
  printLine(
    `  console  ${style.bold(up.loginLink)}  (one use, ten minutes; \`sallyport console\` prints another)`,
  );
  printLine(
    `  next     ${style.bold('sallyport install claude-code')}  puts the hook into Claude Code, then restart it`,
  );
  printLine(
    `           ${style.dim('npx sallyport … works from this folder; Ctrl-C or `sallyport down` stops everything')}`,
  );
}

/** Until a signal, or until whoever launched us is gone: npm ends without ending what it started. */
function untilStopped(): Promise<void> {
  const launcher = process.ppid;
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (process.ppid === launcher) return;
      complain('the program that started this has ended, so this ends too');
      clearInterval(watch);
      resolve();
    }, LAUNCHER_CHECK_MS);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        clearInterval(watch);
        resolve();
      });
    }
  });
}
