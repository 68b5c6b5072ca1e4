import { buildSync } from 'esbuild';
import { basename, join } from 'node:path';

/** One file for a program that is started again and again: finding its modules is most of the time a start takes. */
export function bundleProgram(source: string, directory: string): string {
  const outfile = join(directory, basename(source).replace(/\.ts$/, '.mjs'));
  buildSync({
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
    // What is no module asks for Node's own modules and its own name by other words.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url), __filename = import.meta.filename;",
    },
  });
  return outfile;
}
