import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSpool } from '../../src/spool/open-spool.ts';
import { verifySpool } from '../../src/spool/verify-spool.ts';
import { bundleProgram } from './bundle-program.ts';
import { labelOf } from './evidence.ts';
import type { Random } from './random.ts';
import { seededRandom } from './random.ts';

export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly stored: number;
  readonly lost: number;
  readonly twice: number;
  readonly breaks: readonly string[];
  readonly gaps: readonly string[];
}

const PROGRAM = fileURLToPath(new URL('append-until-killed.ts', import.meta.url));
const KILLS_PER_SPOOL = 25;
const LONGEST_RUN_MS = 30;
/** Verifying reads everything, so it is not done after each kill; what a kill broke stays broken. */
const VERIFY_EVERY = 10;

const start = (program: string, directory: string, name: string): ChildProcess =>
  spawn(process.execPath, [program, directory, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(program), 'compiled') },
  });

async function runAndKill(child: ChildProcess, random: Random, isFirst: boolean): Promise<string[]> {
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => void (printed += text));
  const exited = once(child, 'close');
  child.stdin?.write('go\n');
  // Mostly in the middle of the load, sometimes while it opens and recovers.
  const waits = isFirst || random.next() < 0.8;
  if (waits && child.stdout !== null) await Promise.race([once(child.stdout, 'data'), exited]);
  await setTimeout(random.next() * LONGEST_RUN_MS);
  const died = child.exitCode;
  child.kill('SIGKILL');
  await exited;
  if (died !== null) throw new Error(`the child ended by itself with ${died}`);
  // A last line without its line feed was never wholly printed.
  return printed.split('\n').slice(0, -1);
}

async function killOneSpool(program: string, kills: number, seed: number): Promise<KillReport> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-kills-'));
  const keys = generateKeyPairSync('ed25519');
  writeFileSync(join(directory, 'key.pem'), keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const random = seededRandom(seed);
  const spoolDirectory = join(directory, 'spool');
  const acknowledged: string[] = [];
  const breaks: string[] = [];
  let child = start(program, directory, '0');
  for (let kill = 0; kill < kills; kill += 1) {
    const next = kill + 1 < kills ? start(program, directory, String(kill + 1)) : undefined;
    acknowledged.push(...(await runAndKill(child, random, kill === 0)));
    if (kill % VERIFY_EVERY === 0) {
      const found = await verifySpool(spoolDirectory, { publicKey: keys.publicKey });
      breaks.push(...found.breaks.map((each) => `seed ${seed}, kill ${kill}: ${JSON.stringify(each)}`));
    }
    if (next !== undefined) child = next;
  }
  const spool = await openSpool({
    directory: spoolDirectory,
    device: 'device-1',
    tier: 'cooperative',
    signingKey: keys.privateKey,
    now: () => new Date(),
  });
  const stored: string[] = [];
  for (let from = 1, last; ; from = last.seq + 1) {
    const lines = await spool.readFrom(from, 100_000, Number.MAX_SAFE_INTEGER);
    stored.push(...lines.map(({ text }) => labelOf(text)).filter((label) => label !== ''));
    last = lines.at(-1);
    if (last === undefined) break;
  }
  await spool.close();
  const after = await verifySpool(spoolDirectory, { publicKey: keys.publicKey });
  breaks.push(...after.breaks.map((each) => `seed ${seed}, at the end: ${JSON.stringify(each)}`));
  const distinct = new Set(stored);
  rmSync(directory, { recursive: true });
  return {
    kills,
    acknowledged: acknowledged.length,
    stored: stored.length,
    lost: acknowledged.filter((label) => !distinct.has(label)).length,
    twice: stored.length - distinct.size,
    breaks,
    gaps: after.gaps.map((gap) => `seed ${seed}: ${JSON.stringify(gap)}`),
  };
}

/** Kills `kills` processes in the middle of their appends, two spools side by side, and adds up what was found. */
export async function killUnderLoad(kills: number, seed: number): Promise<KillReport> {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-kill-program-'));
  const program = bundleProgram(PROGRAM, home);
  const shares: number[] = [];
  for (let rest = kills; rest > 0; rest -= KILLS_PER_SPOOL) shares.push(Math.min(rest, KILLS_PER_SPOOL));
  const reports: KillReport[] = [];
  const work = shares.map((share, index) => ({ share, seed: seed + index }));
  const lane = async (): Promise<void> => {
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      reports.push(await killOneSpool(program, next.share, next.seed));
    }
  };
  await Promise.all([lane(), lane()]);
  rmSync(home, { recursive: true });
  const sum = (field: 'kills' | 'acknowledged' | 'stored' | 'lost' | 'twice'): number =>
    reports.reduce((total, report) => total + report[field], 0);
  return {
    kills: sum('kills'),
    acknowledged: sum('acknowledged'),
    stored: sum('stored'),
    lost: sum('lost'),
    twice: sum('twice'),
    breaks: reports.flatMap((report) => report.breaks),
    gaps: reports.flatMap((report) => report.gaps),
  };
}
