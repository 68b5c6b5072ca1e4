import { accessSync, constants } from 'node:fs';
import {
  MACHINE_DEFAULTS,
  MACHINE_RECORDS,
  readManagedMachine,
  readSettings,
  stateHome,
  type Settings,
  type SettingsOutcome,
  type StateHome,
} from '@sallyport/device';
import { failure, isFailure, type Failure } from './command.ts';
import { EXIT } from './exit-code.ts';

export type Context = { settings: Settings; home: StateHome };

/** The settings of this run and where its state lies, or the sentence that says which variable is wrong. */
export function openContext(): Context | Failure {
  return contextOf(readSettings());
}

/**
 * The same for what root installs on a machine and takes away from it: where the file that makes the machine a managed
 * one is damaged or gone, these two must still find what they wrote.
 */
export function openMachine(): Context | Failure {
  const found = readManagedMachine();
  const isUsable = found.kind === 'managed' || (found.kind === 'unsafe' && !found.damaged);
  return contextOf(
    readSettings(undefined, isUsable ? found : { kind: 'managed', machine: MACHINE_DEFAULTS }),
  );
}

function contextOf(read: SettingsOutcome): Context | Failure {
  if (!read.ok) return failure(read.message, EXIT.usage);
  const { settings } = read;
  const home =
    settings.tier === 'managed'
      ? stateHome(settings.stateHome, MACHINE_RECORDS)
      : stateHome(settings.stateHome);
  return { settings, home };
}

/** The same for a command that reads or writes state, which on a managed machine is root's and the service's. */
export function openState(): Context | Failure {
  const context = openContext();
  if (isFailure(context) || context.settings.tier !== 'managed') return context;
  try {
    accessSync(context.home.root, constants.R_OK | constants.X_OK);
    return context;
  } catch {
    return failure(
      `this machine is managed, so the guard's state is for root; run it with \`sudo\`, or ask your administrator`,
    );
  }
}

/** On a managed machine the service manager starts and stops the guard, and nobody else. */
export const refuseOnManaged = ({ settings }: Context, command: 'start' | 'stop'): Failure | undefined =>
  settings.tier === 'managed'
    ? failure(
        // While one socket listens, the next call starts the guard again.
        `this machine is managed; as root, use \`systemctl ${command} ${command === 'stop' ? "'sallyport*'" : 'sallyport.socket sallyport.service'}\``,
      )
    : undefined;
