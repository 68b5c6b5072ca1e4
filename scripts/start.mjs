// `npm start`: builds what is stale, then runs everything on this machine and says what to do next.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

await build();
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const child = spawn(process.execPath, [join(root, 'dist', 'sallyport.mjs'), 'up', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm that is killed says nothing to what it started.
const launcher = process.ppid;
setInterval(() => {
  if (process.ppid !== launcher) child.kill('SIGTERM');
}, 500).unref();
child.on('exit', (code) => process.exit(code ?? 1));
