import { realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The file that an interpreter runs when it is given this word: a file, or what `node` and `python` make of a name or a folder. */
export function findScript(cwd: string, word: string): string | undefined {
  const path = resolve(cwd, word);
  return (
    realFile(path) ??
    realFile(`${path}.js`) ??
    realFile(join(path, 'index.js')) ??
    realFile(join(path, '__main__.py'))
  );
}

export function realFile(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}
