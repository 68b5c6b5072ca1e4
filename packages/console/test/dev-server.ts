import { join } from 'node:path';
import { createServer } from 'vite';
import { startMockApi } from './mock-api.ts';
import { scriptedHistory, scriptedItem } from './scripted-data.ts';

// The console with live reload over the mock: `npm run dev -w @sallyport/console`. Everybody is logged in; a record
// comes every second or so. How to see each failure stands in mock-api.ts.
const api = await startMockApi({ open: true, items: scriptedHistory(2000) });
let seq = 2000;
setInterval(() => {
  seq += 1;
  api.push(scriptedItem(seq));
}, 1200);

const server = await createServer({
  configFile: join(import.meta.dirname, '../vite.config.ts'),
  server: { host: '127.0.0.1', proxy: { '/api': api.url } },
});
await server.listen();
server.printUrls();
