import { lstatSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Can somebody who is not the owner `uid` change this file, or put another in its place? The first such path. */
export const changeableBy = (path: string, uid: number): string | undefined => {
  for (let place = resolve(path); ; place = dirname(place)) {
    const status = lstatSync(place, { throwIfNoEntry: false });
    // In a folder with the sticky bit only a file's own owner can rename it.
    const open =
      status && (status.mode & 0o022) !== 0 && (status.mode & 0o1000) === 0 && !status.isSymbolicLink();
    if (status && (status.uid !== uid || open)) return place;
    if (place === dirname(place)) return undefined;
  }
};
