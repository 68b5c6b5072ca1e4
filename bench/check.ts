/**
 * How many payloads `sallyport check --ndjson` answers in a second on one core: `node bench/check.ts [count]`. The
 * payloads are those of `hook-payloads.ts`: what a client sends before its tools in a day's work, no two alike. The
 * figure is of the whole process, start included: a batch is what people measure us with. Beside it, in the same run
 * and on the same core, the least that any such command must do: read each line as JSON and write it again.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hookPayload } from './hook-payloads.ts';

const AIM_PER_SECOND = 2000;

const count = Number(process.argv[2] ?? 20_000);
const program = fileURLToPath(new URL('../dist/sallyport.mjs', import.meta.url));
if (!existsSync(program)) {
  console.error(`\`${program}\` is missing; build it with \`npm run task build\``);
  process.exit(1);
}
const payloads = Array.from({ length: count }, (_, n) => hookPayload(n));
const input = `${payloads.join('\n')}\n`;

/** Reads as the command does, from a pipe, line by line. */
const BARE = `
let rest = '';
process.stdin.setEncoding('utf8').on('data', (piece) => {
  const lines = (rest + piece).split('\\n');
  rest = lines.pop();
  for (const line of lines) process.stdout.write(JSON.stringify(JSON.parse(line)) + '\\n');
});`;

/** On one core where the machine lets us say so; its number is the first that this process may use. */
const onOneCore: readonly string[] =
  spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? ['taskset', '-c', '0'] : [];

function run(words: readonly string[]): { lines: string[]; seconds: number } {
  const [command = process.execPath, ...rest] = [...onOneCore, process.execPath, ...words];
  const startedAt = performance.now();
  const { stdout, status } = spawnSync(command, rest, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  const seconds = (performance.now() - startedAt) / 1000;
  const lines = stdout.split('\n').filter((line) => line !== '');
  if (status !== 0 || lines.length !== count) {
    console.error(`${lines.length} answers to ${count} payloads, exit ${status}`);
    process.exit(1);
  }
  return { lines, seconds };
}

const bare = run(['-e', BARE]);
const checked = run([program, 'check', '--ndjson', '--home', '/home/dev']);
// One shape throughout: what `check` promises of an answer.
const answers = checked.lines.map((line) => JSON.parse(line) as { ms?: number; verdict?: string });
const ms = answers.map((answer) => answer.ms ?? 0).toSorted((a, b) => a - b);
const at = (share: number): number => ms[Math.floor(ms.length * share)] ?? 0;
const rate = Math.round(count / checked.seconds);
const stopped = answers.filter(({ verdict }) => verdict !== 'allow').length;
console.log(
  `${count} payloads (${(input.length / 1e6).toFixed(1)} MB) in ${checked.seconds.toFixed(2)} s of one process${onOneCore.length > 0 ? ' on one core' : ''}, start included; ${stopped} not allowed`,
);
console.log(`${rate} lines/s (aim ${AIM_PER_SECOND}: ${rate >= AIM_PER_SECOND ? 'met' : 'missed'})`);
console.log(
  `bare JSON.parse and stringify of the same lines: ${Math.round(count / bare.seconds)} lines/s; ratio ${(checked.seconds / bare.seconds).toFixed(1)}`,
);
console.log(`one answer: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(0.9999)} ms`);
