import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROGRAM_FOLDER = '/opt/sallyport';

export interface ProgramCopy {
  /** The bundle's folder and the Node that run now. */
  readonly from: { readonly bundle: string; readonly node: string };
  /** A folder named after what is in it, so that another version stands beside it until it is in use. */
  readonly to: string;
  readonly node: string;
  readonly main: string;
}

/** The bundle that runs now, or nothing when this runs from source. */
export function bundleFolder(): string | undefined {
  const folder = dirname(fileURLToPath(import.meta.url));
  return existsSync(join(folder, 'sallyport.mjs')) ? folder : undefined;
}

export function planProgramCopy(bundle: string, version: string, root = ''): ProgramCopy {
  const hash = createHash('sha256');
  for (const name of (readdirSync(bundle, { recursive: true }) as string[]).sort()) {
    const path = join(bundle, name);
    if (statSync(path).isFile()) hash.update(`${name}\0`).update(readFileSync(path));
  }
  const to = join(
    root,
    PROGRAM_FOLDER,
    `${version}-${hash.update(process.version).digest('hex').slice(0, 12)}`,
  );
  return {
    from: { bundle, node: process.execPath },
    to,
    node: join(to, 'node'),
    main: join(to, 'bundle', 'sallyport.mjs'),
  };
}

/** Whole or not at all; a folder that is there is right, because its name says what is in it and only root made it. */
export function copyProgram({ from, to }: ProgramCopy): void {
  if (existsSync(to)) return;
  const unfinished = `${to}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  cpSync(from.bundle, join(unfinished, 'bundle'), { recursive: true, dereference: true });
  cpSync(from.node, join(unfinished, 'node'), { dereference: true });
  // Whatever the umask is: everybody may run it, nobody but root may change it.
  for (const name of ['.', ...(readdirSync(unfinished, { recursive: true }) as string[])]) {
    const path = join(unfinished, name);
    chmodSync(path, statSync(path).isDirectory() || name === 'node' ? 0o755 : 0o644);
  }
  chmodSync(dirname(to), 0o755);
  renameSync(unfinished, to);
}

/** Versions that the service no longer runs. */
export function removeOtherPrograms({ to }: ProgramCopy): void {
  for (const name of readdirSync(dirname(to))) {
    const path = join(dirname(to), name);
    if (path !== to) rmSync(path, { recursive: true, force: true });
  }
}
