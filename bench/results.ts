/**
 * How long a hostile result holds the daemon's event loop: `node bench/results.ts` (no build needed; `--mebi N` for larger ones).
 * Whole hook calls, from the payload's bytes to the answer, with the shipped pack and the threads that look at texts. Each kind
 * stands beside runs that only wait, with a thread that is as busy: what those are held is the machine's own mood.
 */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, Worker } from 'node:worker_threads';
import { DeviceId, quietFacts } from '@sallyport/action-model';
import { detect } from '@sallyport/detectors';
import { Inspector } from '@sallyport/device';
import { DeedLedger } from '@sallyport/enforcement';
import { lastResort, loadPolicies } from '@sallyport/policy-core';
import { answerHook, type HookDoor } from '../packages/device/src/hook-endpoint/answer-hook.ts';
import { LAST_RESORT_KINDS } from '../packages/device/src/hook-endpoint/last-resort-kinds.ts';
import { hookContextOf } from '../packages/device/src/hook-endpoint/machine.ts';

const STALL_MS = 20;
const ROUNDS = 5;
const { values } = parseArgs({ options: { mebi: { type: 'string', default: '1' } } });
const UNITS = Number(values.mebi) * 1024 * 1024;
const root = fileURLToPath(new URL('..', import.meta.url));
const prose = readFileSync(`${root}ARCHITECTURE.md`, 'utf8');

// Of the form of a bot's token, put together here so that no scanner takes this file for a leak.
const token = (n: number): string =>
  ['xoxb', '263594206564', String(2_343_594_206_574 + n), 'FGqddMF8t08v8N7Oq4i57vs1'].join('-');
/** The same piece again and again, each with its number, up to so many units. */
const filled = (piece: (n: number) => string, units = UNITS): string => {
  const parts: string[] = [];
  for (let length = 0, n = 0; length < units; n++) {
    const part = piece(n);
    parts.push(part);
    length += part.length;
  }
  return parts.join('').slice(0, units);
};
const blocks = (count: number, text: (n: number) => string): object[] =>
  Array.from({ length: count }, (_, n) => ({ type: 'text', text: text(n) }));
const gap = prose.slice(0, 400);

const KINDS: Readonly<Record<string, () => unknown>> = {
  prose: () => filled(() => prose),
  'rows of people': () => filled((n) => `Ada L. ${n},ada${n}@b.org,212-664-7665\n`),
  'tokens, one in 500 units': () => filled((n) => `${gap} ${token(n)} `),
  'tokens, nothing else': () => filled((n) => `${token(n)}\n`),
  'tokens in colours': () => filled((n) => `${Array.from(token(n)).join('\x1b[31m')}\n`),
  'names with values': () => filled((n) => `key_${n}=aB3dE5gH7jK9mN1p `),
  'lines written over': () => filled((n) => `${n}abc\r`),
  backspaces: () => filled((n) => `${n}\b\b`),
  'percent of percent': () => filled((n) => `%2541${n % 10}`),
  'base64 of base64': () => filled((n) => `${btoa(btoa(`the token is ${token(n)}`))} `),
  'quotation marks': () => '"\\'.repeat(UNITS / 2),
  brackets: () => '[{"a":'.repeat(UNITS / 6),
  'heads of keys': () => filled(() => '-----BEGIN PRIVATE KEY-----\n'),
  'one word': () => 'a1'.repeat(UNITS / 2),
  'rows of JSON': () =>
    JSON.stringify(Array.from({ length: UNITS / 100 }, (_, n) => ({ id: n, token: token(n) }))),
  'blocks with a token each': () => blocks(UNITS / 256, (n) => `${gap.slice(0, 150)} ${token(n)}`),
  'tokens, as many as are kept': () => filled((n) => `${token(n)} ${gap.slice(0, 470)}\n`),
  'blocks of a word': () => blocks(UNITS / 37, (n) => `line ${n}`),
};

// The busy thread of the control: it looks at texts that nobody handed over and nobody waits for.
if (!isMainThread) for (;;) detect({ text: filled(() => prose, 256 * 1024), role: 'tool-result' });

const packs = ['findings-secrets', 'findings-content'].map((name) => ({
  name,
  text: readFileSync(`${root}policies/individual/${name}.yaml`, 'utf8'),
}));
const loaded = loadPolicies(packs, { testsAlreadyPassed: true });
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const { policy } = loaded;
const now = new Date();
const inspector = new Inspector({ onFailure: (why) => console.log(`failed: ${why}`) });
let appended = 0;
const door: HookDoor = {
  policy: () => ({ ok: true, policy }),
  lastResort: () => lastResort(policy, LAST_RESORT_KINDS),
  facts: () => quietFacts(now.toISOString()),
  now: () => now,
  append: async (evidence) => {
    // The spool writes it as one line.
    appended += JSON.stringify(evidence).length;
    return { ok: true };
  },
  note: () => {},
  deeds: new DeedLedger(),
  inspect: (texts, limits) => inspector.inspect(texts, limits),
};
const context = hookContextOf(
  {
    home: '/home/ann',
    user: 'ann',
    groups: [],
    groupsProof: 'claimed',
    device: DeviceId.parse('d'),
    tier: 'cooperative',
  },
  {},
);

let calls = 0;
/** A call and what it gave back, as the client tells of both. */
const payloadsOf = (response: unknown): readonly [before: Buffer, after: Buffer] => {
  const n = calls++;
  const call = {
    session_id: 's',
    cwd: '/tmp',
    tool_name: typeof response === 'string' ? 'Bash' : 'mcp__notes__get',
    tool_use_id: `t${n}`,
    tool_input: { command: `cat ${n}` },
  };
  const tool_response =
    typeof response === 'string' ? { stdout: `${n} ${response}`, stderr: '', interrupted: false } : response;
  const after = { ...call, hook_event_name: 'PostToolUse', tool_response };
  return [
    Buffer.from(JSON.stringify({ ...call, hook_event_name: 'PreToolUse' })),
    Buffer.from(JSON.stringify(after)),
  ];
};

/** `cpu`: the most that the thread itself worked between two turns of a clock, which no other process can lengthen. */
type Held = { readonly max: number; readonly p99: number; readonly cpu: number };
const held = async (work: (round: number) => Promise<unknown>): Promise<Held> => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let cpu = 0;
  let before = process.threadCpuUsage();
  const clock = setInterval(() => {
    const spent = process.threadCpuUsage(before);
    cpu = Math.max(cpu, (spent.user + spent.system) / 1000);
    before = process.threadCpuUsage();
  }, 1);
  for (let round = 0; round < ROUNDS; round++) {
    await work(round);
    // The last turn of the loop is counted when the next begins.
    await wait(5);
  }
  clearInterval(clock);
  delay.disable();
  return { max: delay.max / 1e6, p99: delay.percentile(99) / 1e6, cpu };
};
const told = ({ max, p99, cpu }: Held): string =>
  `${max.toFixed(1)} ms (99 %: ${p99.toFixed(1)}), of its own work ${cpu.toFixed(1)} ms at most`;

const say = (event: string, bytes: Buffer) =>
  answerHook({ event, body: bytes.toString('utf8'), bytes }, context, door);
const call = async ([before, after]: readonly [Buffer, Buffer]): Promise<string> => {
  await say('PreToolUse', before);
  const { stdout } = (await say('PostToolUse', after)).answer;
  if (stdout === '') return 'nothing';
  return stdout.includes('withheld') ? 'withheld' : stdout.includes('[redacted:') ? 'redacted' : 'a word';
};

await call(payloadsOf(filled((n) => `${gap} ${token(n)}`, 32 * 1024)));
const busy = new Worker(new URL(import.meta.url));
await wait(1000);
console.log(
  `longest time the event loop was held, ${ROUNDS} results of ${UNITS} units each (budget ${STALL_MS} ms)`,
);
console.log(`  only waiting, beside a busy thread: ${told(await held(() => wait(200)))}`);
let worst: Held & { name: string } = { name: '', max: 0, p99: 0, cpu: 0 };
await busy.terminate();
for (const [name, make] of Object.entries(KINDS)) {
  const response = make();
  const payloads = Array.from({ length: ROUNDS }, () => payloadsOf(response));
  const answers = new Set<string>();
  const start = performance.now();
  const said = await held(async (round) => {
    const payload = payloads[round];
    if (payload !== undefined) answers.add(await call(payload));
  });
  if (said.cpu > worst.cpu) worst = { name, ...said };
  const ms = (performance.now() - start) / ROUNDS - 5;
  console.log(
    `  ${name}: held ${told(said)}; answer \`${[...answers].join('`, `')}\` after ${ms.toFixed(0)} ms`,
  );
}
const idle = new Worker(new URL(import.meta.url));
await wait(1000);
console.log(`  only waiting, beside a busy thread, once more: ${told(await held(() => wait(200)))}`);
await idle.terminate();
console.log(`worst: ${worst.name}, ${told(worst)}; ${appended} bytes of evidence`);
await inspector.close();
