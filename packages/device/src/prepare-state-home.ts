import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { MAX_SOCKET_PATH_BYTES } from './hook-endpoint/hook-server.ts';
import type { StateHome } from './state-home.ts';

const NOT_A_FOLDER = new Error('not a folder');

/** Makes the folder in which everything is kept, or says why it can't serve; before anything is started or written. */
export function prepareStateHome(home: StateHome): { ok: true } | { ok: false; message: string } {
  const excess = Buffer.byteLength(home.hookSocket) - MAX_SOCKET_PATH_BYTES;
  if (excess > 0) {
    return {
      ok: false,
      message: `the state folder \`${home.root}\` has too long a name: a socket in it may have ${MAX_SOCKET_PATH_BYTES} bytes and would have ${excess} more; set SALLYPORT_HOME to a shorter folder`,
    };
  }
  try {
    makeFolder(home.root);
    accessSync(home.root, constants.W_OK | constants.X_OK);
    return { ok: true };
  } catch (error) {
    if (error === NOT_A_FOLDER)
      return {
        ok: false,
        message: `\`${home.root}\` or what is above it is a file; set SALLYPORT_HOME to a folder`,
      };
    // Node's own file system errors have a code.
    const { code } = error as NodeJS.ErrnoException;
    return {
      ok: false,
      message: `the state folder \`${home.root}\` can't be written (${code}); set SALLYPORT_HOME to a folder that you can write`,
    };
  }
}

/** Step by step: where a folder can't be made and no error says so (below /proc), `recursive` of Node 24 never returns. */
function makeFolder(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw NOT_A_FOLDER;
    return;
  }
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another start may have made it since it was looked for.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
