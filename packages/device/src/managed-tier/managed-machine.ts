/**
 * Is this machine one where the guard has a user of its own? It is when root has written `/etc/sallyport/machine.json`,
 * and then that file says where everything is: the environment, which the agent's user can write, says nothing.
 * `install claude-code --managed` writes it.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { shippedPackNames } from '../policy-cache/shipped-packs.ts';
import { changeableBy } from './changeable-by.ts';
import { MACHINE_FILE, MACHINE_FOLDER } from './machine-file.ts';

/** Where the service manager makes a folder for a service's user. */
export const STATE_PARENT = '/var/lib/';

const loopbackPort = z.int().min(1).max(65_535);

export const ManagedMachine = z.strictObject({
  v: z.literal(1),
  /** Where state is kept; the service's user owns it and nobody else can enter. */
  stateHome: z.string().regex(/^\/var\/lib\/[a-z][a-z0-9-]*$/),
  /** Console and API, on loopback. */
  port: loopbackPort,
  /** Hooks, on loopback. Below 1024 nobody but root can ever listen in our place. */
  hookPort: loopbackPort,
  pack: z.string(),
});
export type ManagedMachine = z.infer<typeof ManagedMachine>;

export type MachineOutcome =
  | { readonly kind: 'not-managed' }
  | { readonly kind: 'managed'; readonly machine: ManagedMachine }
  /** `damaged`: root's own file, and no sense in it; an install can write it again. */
  | { readonly kind: 'unsafe'; readonly damaged: boolean; readonly message: string };

export function readManagedMachine(file = MACHINE_FILE, owner = 0): MachineOutcome {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // Node's own file system errors have a code.
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'not-managed' }
      : unsafe(`\`${file}\` can't be read (${code}); as root, make it readable for everybody`);
  }
  const place = changeableBy(file, owner);
  if (place !== undefined)
    return unsafe(
      `\`${place}\` can be changed by others than root, so \`${file}\` is not believed; as root, run \`chown root: ${place} && chmod go-w ${place}\``,
    );
  try {
    const machine = ManagedMachine.parse(JSON.parse(text));
    if (!shippedPackNames().includes(machine.pack))
      return unsafe(
        `\`${file}\` names the pack \`${machine.pack}\`, which this version does not have; as root, correct it`,
      );
    return { kind: 'managed', machine };
  } catch {
    return {
      ...unsafe(
        `\`${file}\` does not describe a managed machine; as root, run \`sallyport install claude-code --managed\` to write it again`,
      ),
      damaged: true,
    };
  }
}

const unsafe = (message: string) => ({ kind: 'unsafe', damaged: false, message }) as const;

/** Where installs on a managed machine are recorded: uninstall obeys these as root, so only root may write them. */
export const MACHINE_RECORDS = `${MACHINE_FOLDER}/install`;
