/**
 * How many payloads `sallyport check --ndjson` answers in a second on one core: `node bench/check.ts`. Each ordinary
 * command of the development data becomes one PreToolUse payload; the figure is of the whole process, start included:
 * a batch is what people measure us with.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const AIM_PER_SECOND = 2000;

const root = fileURLToPath(new URL('..', import.meta.url));
const program = `${root}/dist/sallyport.mjs`;
const tldr = `${root}/../shared/data/dev/commands.tldr-half.jsonl`;
for (const file of [program, tldr]) {
  if (!existsSync(file)) {
    console.error(
      `\`${file}\` is missing; build with \`npm run task build\`, the data comes with the checkout`,
    );
    process.exit(1);
  }
}

const payloads = readFileSync(tldr, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    // One shape throughout the file: the command's text beside its label.
    const { text } = JSON.parse(line) as { text: string };
    return JSON.stringify({
      hook_event_name: 'PreToolUse',
      session_id: 'bench',
      cwd: '/home/user/project',
      tool_name: 'Bash',
      tool_input: { command: text },
    });
  });

const startedAt = performance.now();
const { stdout, status } = spawnSync(
  process.execPath,
  [program, 'check', '--ndjson', '--home', '/home/user'],
  { input: `${payloads.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 30 },
);
const seconds = (performance.now() - startedAt) / 1000;
const answers = stdout.split('\n').filter((line) => line !== '');
if (status !== 0 || answers.length !== payloads.length) {
  console.error(`${answers.length} answers to ${payloads.length} payloads, exit ${status}`);
  process.exit(1);
}
// One shape throughout: what `check` promises of an answer.
const ms = answers.map((line) => (JSON.parse(line) as { ms?: number }).ms ?? 0).toSorted((a, b) => a - b);
const rate = Math.round(answers.length / seconds);
const at = (share: number): number => ms[Math.floor(ms.length * share)] ?? 0;
console.log(`${answers.length} payloads in ${seconds.toFixed(2)} s of one process, start included`);
console.log(`${rate} lines/s (aim ${AIM_PER_SECOND}: ${rate >= AIM_PER_SECOND ? 'met' : 'missed'})`);
console.log(`one answer: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(0.9999)} ms`);
