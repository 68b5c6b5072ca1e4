import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const SOURCE = join(import.meta.dirname, '..', 'src', 'store');
const OUTPUT = join(import.meta.dirname, '../../../.build/test-threads');

/** Named after its content, so that test files that run beside each other can share it. */
const bundleOne = (name: string): URL => {
  const { outputFiles } = buildSync({
    entryPoints: [join(SOURCE, name)],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const file = join(OUTPUT, `${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`);
  if (!existsSync(file)) {
    mkdirSync(OUTPUT, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, code);
    renameSync(`${file}.${process.pid}`, file);
  }
  return pathToFileURL(file);
};

/**
 * The store's threads as plain JavaScript, as the built product runs them. From source, each thread of each test would
 * start Node's WebAssembly type stripper, and V8 can abort when threads that run WebAssembly come and go
 * (`Check failed: jit_page.has_value()`, seen with Node 24.21; nodejs/node issue 64500 is of the same family).
 */
const bundle = (): { writer: URL; reader: URL } => ({
  writer: bundleOne('writer-worker.ts'),
  reader: bundleOne('reader-worker.ts'),
});

let bundled: { writer: URL; reader: URL } | undefined;

/** Bundled once a process. */
export const bundledThreads = (): { writer: URL; reader: URL } => (bundled ??= bundle());
