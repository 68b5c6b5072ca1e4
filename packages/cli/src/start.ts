// What `sallyport` starts. A client starts `mcp run` once for each server and waits for it, so that comes before the command
// itself is loaded; everything else is `main.ts`.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [command, order, ...words] = process.argv.slice(2);
const own = words.slice(0, words.indexOf('--') + 1);
const relay = new URL('./mcp-relay.mjs', import.meta.url);
if (command === 'mcp' && order === 'run' && own.length > 0 && existsSync(fileURLToPath(relay)))
  await import(relay.href);
else await import('./main.ts');
