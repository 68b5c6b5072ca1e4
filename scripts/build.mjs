// Bundles what runs outside the tests: the command, the offline decider, the worker threads and the console's pages.
// Output goes to dist/ and node_modules/.bin/sallyport; a stamp of the sources makes a second build cost nothing.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { directImports } from './direct-imports.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, 'dist');
/** What is built lies here until all of it is there: sources that don't build take nothing from what runs. */
const unfinished = join(root, 'dist.new');

/** Each is one file in dist/. A worker thread is its own file, because a thread starts from a file. */
const entries = {
  sallyport: 'packages/cli/src/start.ts',
  'offline-decider': 'packages/device/src/hook-client/offline-decider.ts',
  'mcp-relay': 'packages/device/src/mcp-gateway/mcp-relay.ts',
  'inventory-worker': 'packages/device/src/inventory/inventory-worker.ts',
  'inspect-worker': 'packages/device/src/inspection/inspect-worker.ts',
  'writer-worker': 'packages/control-plane/src/store/writer-worker.ts',
  'reader-worker': 'packages/control-plane/src/store/reader-worker.ts',
};

const fromFiles = directImports(join(root, 'packages'));

/** Names come from their files; and a thread, in the source started from `./name-worker.ts`, lies in dist/ beside what starts it. */
const asBundled = {
  name: 'as-bundled',
  setup(build) {
    build.onLoad({ filter: /packages[\\/].*\.ts$/ }, (file) => ({
      contents: fromFiles(readFileSync(file.path, 'utf8')).replaceAll(
        "-worker.ts', import.meta.url",
        "-worker.mjs', import.meta.url",
      ),
      loader: 'ts',
    }));
  },
};

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name === 'fixtures') continue;
    if (entry.isDirectory()) yield* sources(path);
    else if (!/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

function sourceStamp() {
  const hash = createHash('sha256');
  for (const file of [
    ...sources(join(root, 'packages')),
    ...sources(join(root, 'policies')),
    join(root, 'package-lock.json'),
    fileURLToPath(import.meta.url),
    join(root, 'scripts', 'direct-imports.mjs'),
  ].sort()) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}

const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

function writeShims() {
  const folder = join(root, 'node_modules', '.bin');
  mkdirSync(folder, { recursive: true });
  const program = join(output, 'sallyport.mjs');
  const shim = join(folder, 'sallyport');
  writeFileSync(shim, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(program)} "$@"\n`);
  chmodSync(shim, 0o755);
  writeFileSync(`${shim}.cmd`, `@"${process.execPath}" "${program}" %*\r\n`);
}

async function buildConsole() {
  const { build } = await import('vite');
  await build({
    root: join(root, 'packages', 'console'),
    logLevel: 'warn',
    build: { outDir: join(unfinished, 'console'), emptyOutDir: true },
  });
}

export async function build() {
  const stampFile = join(output, '.stamp');
  const stamp = sourceStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  process.stderr.write('sallyport: building\n');
  rmSync(unfinished, { recursive: true, force: true });
  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
  await Promise.all([
    bundle({
      entryPoints: Object.fromEntries(
        Object.entries(entries).map(([name, file]) => [name, join(root, file)]),
      ),
      outdir: unfinished,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      chunkNames: '[name]-[hash]',
      format: 'esm',
      platform: 'node',
      target: 'node24',
      // jsonc-parser's CommonJS build asks for its parts in a way no bundler can follow.
      mainFields: ['module', 'main'],
      sourcemap: 'linked',
      logLevel: 'warning',
      plugins: [asBundled],
      define: { SALLYPORT_VERSION: JSON.stringify(version) },
      // Some dependencies are CommonJS and expect its three names at run time.
      banner: {
        js: "import { createRequire as sallyportRequire } from 'node:module'; import { fileURLToPath as sallyportPath } from 'node:url'; const require = sallyportRequire(import.meta.url), __filename = sallyportPath(import.meta.url), __dirname = sallyportPath(new URL('.', import.meta.url));",
      },
    }),
    buildConsole(),
  ]);
  const { cpSync } = await import('node:fs');
  cpSync(join(root, 'policies'), join(unfinished, 'policies'), { recursive: true });
  writeFileSync(join(unfinished, '.stamp'), stamp);
  rmSync(output, { recursive: true, force: true });
  renameSync(unfinished, output);
  writeShims();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
