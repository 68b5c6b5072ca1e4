import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MUTANTS } from './spool-support/mutants.ts';
import type { Mutant } from './spool-support/mutants.ts';

const DEVICE = fileURLToPath(new URL('..', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
/** The spool, its checks, and what its lock stands on. */
const PARTS = [
  'src/spool',
  'src/process-lock.ts',
  'src/private-file.ts',
  'src/running.ts',
  'test/spool-support',
];
/** Long enough for the unbroken spool many times over; a mutant that hangs is noticed as well. */
const TIMEOUT_MS = 10_000;
let home = '';

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'sallyport-mutants-'));
  symlinkSync(MODULES, join(home, 'node_modules'));
});
afterAll(() => rmSync(home, { recursive: true }));

/** The exit code of the quick checks against a copy of the spool, changed as the mutant says. */
async function check(name: string, mutant?: Mutant): Promise<{ code: unknown; output: string }> {
  const copy = join(home, name);
  for (const part of PARTS) cpSync(join(DEVICE, part), join(copy, part), { recursive: true });
  writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
  if (mutant !== undefined) {
    const path = join(copy, 'src/spool', mutant.file);
    const source = readFileSync(path, 'utf8');
    const changed = source.replace(mutant.find, () => mutant.replace);
    if (changed === source)
      throw new Error(`mutant \`${mutant.what}\` finds nothing to change; bring it up to date`);
    writeFileSync(path, changed);
  }
  const child = spawn(process.execPath, [join(copy, 'test/spool-support/quick-checks.ts')], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text));
  const [code] = await once(child, 'close');
  return { code, output };
}

test('the unbroken spool passes the quick checks', async () => {
  expect(await check('unbroken')).toEqual({ code: 0, output: '' });
});

test('every way of breaking the spool on purpose is noticed', async () => {
  const survivors: string[] = [];
  const waiting = MUTANTS.map((mutant, index) => ({ mutant, name: `mutant-${index}` }));
  const lane = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { code } = await check(next.name, next.mutant);
      if (code === 0) survivors.push(next.mutant.what);
    }
  };
  await Promise.all([lane(), lane()]);
  expect(survivors).toEqual([]);
});
