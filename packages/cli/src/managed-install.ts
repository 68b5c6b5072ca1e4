import { existsSync, readFileSync } from 'node:fs';
import {
  bundleFolder,
  compareVersions,
  findClients,
  findCurl,
  FIRST_CLIENT_WITH_ON_FAILURE,
  localPeople,
  MACHINE_DEFAULTS,
  MACHINE_RECORDS,
  machineInstall,
  managedHookForm,
  managedMarks,
  planProgramCopy,
  readManagedMachine,
  stateHome,
  type InstallEnvironment,
  type ManagedMachine,
  type ProgramCopy,
} from '@sallyport/device';
import { needsProgram } from '@sallyport/surfaces';
import { failure, isFailure, type Failure } from './command.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { installEnvironment } from './install-environment.ts';
import { VERSION } from './version.ts';

export type ManagedInstall = {
  environment: InstallEnvironment;
  program: ProgramCopy;
  machine: ManagedMachine;
  notes: readonly string[];
};

type Ports = { port?: string; hookPort?: string };

/** What a managed install writes on this machine, or why this machine can't have one. */
export async function managedInstall(context: Context, ports: Ports): Promise<ManagedInstall | Failure> {
  if (process.platform !== 'linux')
    return failure(
      'the managed tier is built for Linux with systemd only; docs/platforms.md says what there is',
    );
  if (process.getuid?.() !== 0) return failure('the managed tier is set up by root; run it with `sudo`');
  if (!existsSync('/run/systemd/system'))
    return failure('the managed tier needs systemd as the service manager, which does not run here');
  const bundle = bundleFolder();
  if (bundle === undefined)
    return failure('the managed tier is installed from the built program; run `npm start` once to build it');
  const curl = findCurl();
  if (!curl.ok) return failure(curl.message);
  const machine = machineOf(ports);
  if (isFailure(machine)) return machine;

  const program = planProgramCopy(bundle, VERSION);
  const home = stateHome(machine.stateHome, MACHINE_RECORDS);
  const common = installEnvironment({
    ...context,
    home,
    settings: { ...context.settings, pack: machine.pack },
  });
  if (isFailure(common)) return common;
  const install = machineInstall(machine, { root: '', curl: curl.curl, program });
  const clients = await clientsOfEverybody(context);
  const old = clients.filter(
    ({ version }) => version === null || compareVersions(version, FIRST_CLIENT_WITH_ON_FAILURE) < 0,
  );
  const byRequest = clients.length > 0 && old.length === 0;
  return {
    machine,
    program,
    environment: {
      ...common,
      marks: managedMarks(
        install,
        common.events.map(({ event }) => event),
      ),
      machine: { files: install.files, hookForm: managedHookForm(install, byRequest, needsProgram) },
      minimumClientVersion: byRequest ? FIRST_CLIENT_WITH_ON_FAILURE : common.minimumClientVersion,
    },
    notes: [
      `the program is copied to \`${program.to}\`, and systemd runs it as the user \`sallyport\``,
      byRequest
        ? 'the client itself calls the guard, because every client found can be told to stop a tool when that fails'
        : `the client starts a program for each call, because ${whyProgram(clients.length, old)}`,
    ],
  };
}

const whyProgram = (count: number, old: readonly { path: string; version: string | null }[]): string =>
  count === 0
    ? 'no client was found whose version is known'
    : old.map(({ path, version }) => `\`${path}\` is ${version ?? 'of unknown version'}`).join(', ');

async function clientsOfEverybody({ settings }: Context): ReturnType<typeof findClients> {
  const found = new Map<string, Awaited<ReturnType<typeof findClients>>[number]>();
  for (const { home } of localPeople()) {
    const search = { userHome: home, platform: process.platform, variables: settings.variables };
    for (const client of await findClients(search)) found.set(client.realPath, client);
  }
  return [...found.values()];
}

/** What stands already, with the ports that were asked for. */
function machineOf({ port, hookPort }: Ports): ManagedMachine | Failure {
  const before = readManagedMachine();
  if (before.kind === 'unsafe' && !before.damaged) return failure(before.message);
  const machine = before.kind === 'managed' ? before.machine : MACHINE_DEFAULTS;
  const ports = { port: Number(port ?? machine.port), hookPort: Number(hookPort ?? machine.hookPort) };
  for (const number of Object.values(ports))
    if (!Number.isInteger(number) || number < 1 || number > 65_535)
      return failure('a port is a number from 1 to 65535', EXIT.usage);
  const free = firstFreePort();
  if (ports.hookPort >= free)
    return failure(
      `hooks need a port that only root can take, which on this machine is one below ${free}; choose another with \`--hook-port\`, or raise \`net.ipv4.ip_unprivileged_port_start\``,
      EXIT.usage,
    );
  if (ports.port === ports.hookPort) return failure('console and hooks need a port each', EXIT.usage);
  return { ...machine, ...ports };
}

/** The first port on which anybody may listen; whoever gets the one for hooks answers everybody's calls. */
function firstFreePort(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
  } catch {
    // Kernels before 4.11 have no such setting.
    return 1024;
  }
}
