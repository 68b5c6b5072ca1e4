// A relay with short deadlines, and with the answer that a test gives in the place of the policy on disk.
// Usage: relay-child SOCKET start|WHY-NOT COMMAND ARGS…
import { runRelay } from '../../src/mcp-gateway/relay.ts';

const [socket = '', alone = '', command = '', ...args] = process.argv.slice(2);
const ended = await runRelay({
  socket,
  command,
  args,
  name: 'notes',
  hello: () => '{}',
  deadlines: { answerMs: 300, returnMs: 200 },
  whyNotAlone: async () => (alone === 'start' ? undefined : alone),
  withoutGuard: () => Promise.reject(new Error('no message comes')),
});
if (typeof ended === 'object') process.stderr.write(ended.notStarted);
process.exit(typeof ended === 'object' ? 1 : ended);
