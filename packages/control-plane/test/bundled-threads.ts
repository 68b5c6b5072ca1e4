import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const SOURCE = join(import.meta.dirname, '..', 'src', 'store');

/**
 * The store's threads as plain JavaScript, as the built product runs them. From source, each thread of each test would
 * start Node's WebAssembly type stripper, and V8 can abort when threads that run WebAssembly come and go
 * (`Check failed: jit_page.has_value()`, seen with Node 24.21; nodejs/node issue 64500 is of the same family).
 */
const bundle = (): { writer: URL; reader: URL } => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-threads-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  buildSync({
    entryPoints: [join(SOURCE, 'writer-worker.ts'), join(SOURCE, 'reader-worker.ts')],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
  });
  return {
    writer: pathToFileURL(join(directory, 'writer-worker.mjs')),
    reader: pathToFileURL(join(directory, 'reader-worker.mjs')),
  };
};

let bundled: { writer: URL; reader: URL } | undefined;

/** Bundled once a process. */
export const bundledThreads = (): { writer: URL; reader: URL } => (bundled ??= bundle());
