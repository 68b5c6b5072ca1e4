import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import {
  findPortOwner,
  openIdentity,
  prepareStateHome,
  readRunning,
  removeRunning,
  startTicksOf,
  takeUpLock,
  writeRunning,
  type Running,
  type Settings,
} from '@sallyport/device';
import type { Command } from 'commander';
import { define, failure, isFailure, type Failure, type Outcome } from '../command.ts';
import { openState, refuseOnManaged, type Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { supervise } from '../supervise.ts';
import { watchGuard } from '../watch-guard.ts';
import { complain, plain, printJson, printLine, style, tell } from '../terminal.ts';
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
      const context = openState();
      if (isFailure(context)) return context;
      const { settings, home } = context;
      // The service manager brings the sockets that nobody else may hold.
      if (settings.descriptors['hook'] === undefined) {
        const refused = refuseOnManaged(context, 'start');
        if (refused !== undefined) return refused;
      }
      const prepared = prepareStateHome(home);
      if (!prepared.ok) return failure(prepared.message);
      const lock = takeUpLock(home.upLock);
      if (!lock.ok) return alreadyUp(lock.pid, readRunning(home.running));
      try {
        return (
          (settings.tier === 'managed' ? undefined : await portTaken(settings.port)) ??
          (await run(context, json))
        );
      } finally {
        lock.release();
      }
    },
  );

const alreadyUp = (pid: number, running: Running | undefined): Failure =>
  failure(
    running?.pid === pid
      ? `already running as process ${pid} at ${running.url}; \`sallyport down\` stops it`
      : `already starting or stopping as process ${pid}; wait for it, or stop it with \`sallyport down\``,
  );

async function portTaken(port: number): Promise<Failure | undefined> {
  if (port === 0 || (await isFree(port))) return undefined;
  const owner = findPortOwner(port);
  const who = owner === undefined ? 'another program' : `process ${owner.pid} (${owner.program})`;
  return failure(
    `port ${port} is taken by ${who}; if that is another Sallyport, stop it with \`sallyport down\`, otherwise set SALLYPORT_PORT to a free port (0 takes any)`,
  );
}

/** On both loopback addresses, because `localhost` may mean either; one that this machine lacks is taken by nobody. */
async function isFree(port: number): Promise<boolean> {
  const isFreeOn = (host: string): Promise<boolean> =>
    new Promise((resolve) => {
      const probe = createServer();
      probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
      probe.listen({ host, port, ipv6Only: true }, () => probe.close(() => resolve(true)));
    });
  return (await isFreeOn('127.0.0.1')) && (await isFreeOn('::1'));
}

async function run({ home, settings }: Context, json: boolean): Promise<Outcome | Failure> {
  const stopped = untilStopped();
  // Made here, once, so that the parts find the same keys and tokens.
  openIdentity(home);
  mkdirSync(dirname(home.log('device')), { recursive: true, mode: 0o700 });

  // The guard protects the processes that this file names, so it is written again for each new one.
  let announceParts: (() => void) | undefined;
  const announceAgain = (): void => {
    try {
      announceParts?.();
    } catch (error) {
      // A full disk must not end what guards.
      complain(`which processes run could not be written down: ${String(error)}`);
    }
  };
  // On a managed machine a console without its socket takes any port: somebody else may sit on its own.
  let port: number | undefined =
    settings.tier === 'managed' && settings.descriptors['console'] === undefined ? 0 : undefined;
  const controlPlane = supervise<ControlPlaneReady>(
    'control plane',
    // Started anew it takes the port it had: the device and open pages know it by that one.
    (descriptors) => [
      'control-plane',
      ...(port === undefined ? [] : ['--port', String(port)]),
      ...descriptors.flatMap((descriptor) => ['--descriptor', String(descriptor)]),
    ],
    {
      logFile: home.log('control-plane'),
      heapMiB: 2048,
      descriptors: settings.descriptors['console'] ?? [],
      restarted: () => announceAgain(),
    },
  );
  let device: ReturnType<typeof supervise<DeviceReady>> | undefined;
  try {
    const store = await orStopped(controlPlane.ready, stopped);
    if (store === undefined) return { exit: EXIT.ok };
    port = store.port;
    const deviceWords = [
      'device',
      '--control-plane',
      store.url,
      '--trust-key',
      JSON.stringify(store.signingKey),
    ];
    const users = userSockets(settings);
    device = supervise<DeviceReady>(
      'device daemon',
      ([descriptor, ...others]) => [
        ...deviceWords,
        ...(descriptor === undefined ? [] : ['--hook-descriptor', String(descriptor)]),
        ...others.flatMap((number, index) => {
          const socket = users[index];
          return socket === undefined ? [] : [`--${socket.kind}-descriptor`, `${socket.uid}=${number}`];
        }),
      ],
      {
        logFile: home.log('device'),
        heapMiB: 1024,
        descriptors: [...(settings.descriptors['hook'] ?? []), ...users.map(({ descriptor }) => descriptor)],
        restarted: () => announceAgain(),
      },
    );
    const guard = await orStopped(device.ready, stopped);
    if (guard === undefined) return { exit: EXIT.ok };
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
    // What a service prints goes into a log; root asks for a link when one is wanted.
    if (settings.tier === 'managed')
      printLine(`the guard is up: policy ${guard.policyVersion ?? 'none'}; console at ${store.url}`);
    else announce(json, { ...store, policyVersion: guard.policyVersion, home: home.root });
    const stopWatching = watchGuard(home, () => device?.pid(), complain);
    await stopped;
    stopWatching();
    return { exit: EXIT.ok };
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  } finally {
    // The device first: its last evidence is uploaded while there is somebody to take it.
    await device?.stop();
    await controlPlane.stop();
    removeRunning(home.running);
  }
}

type UserSocket = { readonly kind: 'user' | 'relay'; readonly uid: number; readonly descriptor: number };

/** The sockets that one user alone can reach: named after their number, the one for hooks before the one for relays. */
const userSockets = ({ descriptors }: Settings): readonly UserSocket[] =>
  Object.entries(descriptors).flatMap(([name, listed]) => {
    const uid = /^user-(\d+)$/.exec(name)?.[1];
    return uid === undefined
      ? []
      : (['user', 'relay'] as const).flatMap((kind, index) => {
          const descriptor = listed[index];
          return descriptor === undefined ? [] : [{ kind, uid: Number(uid), descriptor }];
        });
  });

const orStopped = <Ready>(ready: Promise<Ready>, stopped: Promise<void>): Promise<Ready | undefined> =>
  Promise.race([ready, stopped.then(() => undefined)]);

const numbersOf = (pids: Record<string, number | undefined>): Record<string, number> =>
  Object.fromEntries(Object.entries(pids).flatMap(([name, pid]) => (pid === undefined ? [] : [[name, pid]])));

function announce(
  json: boolean,
  up: ControlPlaneReady & { policyVersion: string | null; home: string },
): void {
  if (up.policyVersion === null)
    complain('no policy is in force, so closed categories block; `sallyport doctor` says why');
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
    `${style.green('✓')} Sallyport is up: policy ${up.policyVersion ?? 'none'}, state in ${plain(up.home)}`,
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
    const stop = (why: string): void => {
      clearInterval(watch);
      tell(why);
      resolve();
    };
    const watch = setInterval(() => {
      if (process.ppid !== launcher) stop('the program that started this has ended, so this ends too');
    }, LAUNCHER_CHECK_MS).unref();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => stop('stopping'));
  });
}
