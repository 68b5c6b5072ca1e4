/**
 * What a managed install puts on the machine beside the client's settings: root's own copy of the program, the file
 * that makes this machine a managed one, the hook script, and the service with its sockets. Everything is text in
 * files of root, so the installer shows it before it writes it and takes it away again.
 */
import { join } from 'node:path';
import { holdOf, hookCommand } from '../hook-client/hook-command.ts';
import type { HookForm } from '../install/hook-entries.ts';
import type { MachineFile } from '../install/install-plan.ts';
import { renderManagedHookScript } from './managed-hook-script.ts';
import { MACHINE_FILE, MACHINE_FOLDER, MACHINE_PROGRAM } from './machine-file.ts';
import type { ManagedMachine } from './managed-machine.ts';
import {
  renderConsoleSocket,
  renderHookSocket,
  renderService,
  renderUsers,
  renderUserSocket,
} from './service-units.ts';

export interface MachineInstall {
  readonly machine: ManagedMachine;
  /** Paths, contents and modes, in the order in which they are written. */
  readonly files: readonly MachineFile[];
  readonly script: string;
}

export interface MachinePlaces {
  /** Before all paths; empty but in tests. */
  readonly root: string;
  readonly curl: string;
  readonly program: { readonly node: string; readonly main: string };
}

export const MACHINE_DEFAULTS: ManagedMachine = {
  v: 1,
  stateHome: '/var/lib/sallyport',
  port: 7070,
  // Nobody but root listens below 1024, and no registered service has this one.
  hookPort: 907,
  pack: 'individual',
};

const UNITS = '/etc/systemd/system';
const SCRIPT = `${MACHINE_FOLDER}/hook.sh`;

export const machineInstall = (
  machine: ManagedMachine,
  { root, curl, program }: MachinePlaces,
): MachineInstall => {
  const file = (path: string, text: string, mode = 0o644) => ({ path: join(root, path), text, mode });
  return {
    machine,
    script: join(root, SCRIPT),
    files: [
      file(MACHINE_FILE, `${JSON.stringify(machine, null, 2)}\n`),
      file(SCRIPT, renderManagedHookScript(curl, machine.hookPort), 0o755),
      file(MACHINE_PROGRAM, `#!/bin/sh\nexec '${program.node}' '${program.main}' "$@"\n`, 0o755),
      file('/etc/sysusers.d/sallyport.conf', renderUsers(machine.stateHome)),
      file(`${UNITS}/sallyport.socket`, renderHookSocket(machine)),
      file(`${UNITS}/sallyport-console.socket`, renderConsoleSocket(machine)),
      file(`${UNITS}/sallyport-user@.socket`, renderUserSocket()),
      file(`${UNITS}/sallyport.service`, renderService(program, machine)),
    ],
  };
};

/** Clients before this one let a tool run when its hook can't be reached, whatever the entry says. */
export const FIRST_CLIENT_WITH_ON_FAILURE = '2.1.295';

/** Events for which the client itself makes no request, or to which only a program's exit status says no. */
export type NeedsProgram = (event: string) => boolean;

const addressOf = (port: number, event: string): string => {
  const [seconds] = holdOf(event);
  return `http://127.0.0.1:${port}/http-hook/${event}${seconds === undefined ? '' : `?hold=${seconds}`}`;
};

/**
 * The client's own request, which starts no process and which no variable of a repository reaches, where every
 * client can be told to stop a tool when it fails; the script for the rest. The request brings no variables: a person's
 * settings fill them, and headers that are too long fail in a way that lets open tools go, decided by nobody.
 */
export const managedHookForm =
  ({ machine, script }: MachineInstall, byRequest: boolean, needsProgram: NeedsProgram): HookForm =>
  (event, mode) =>
    byRequest && !needsProgram(event)
      ? { url: addressOf(machine.hookPort, event) }
      : hookCommand(script, event, mode);

/** By these a handler is known as ours; the script comes first. */
export const managedMarks = (
  { machine, script }: MachineInstall,
  events: readonly string[],
): readonly string[] => [script, ...events.map((event) => addressOf(machine.hookPort, event))];
