/**
 * Runs inside the sandbox, undefended: one trick a line in, one outcome a line out. What a trick changed is put back
 * before the next one, so that each meets the same world.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { HOME, WORKSPACE } from '../oracle/fake-root.ts';
import { runTool } from './client-tools.ts';
import type { Outcome, Trick } from './trick.ts';

const lines: Trick[] = [];
// The only writer of these lines is `observe-tricks.ts`.
for await (const line of createInterface({ input: process.stdin })) lines.push(JSON.parse(line) as Trick);

type Kept = { readonly stamp: string; readonly text: Buffer | undefined };
const stampOf = (path: string): string => {
  try {
    const { ino, size, mtimeMs } = lstatSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return '';
  }
};
const keep = (path: string): Kept => ({
  stamp: stampOf(path),
  text: existsSync(path) ? readFileSync(path) : undefined,
});

const targets = [...new Set([...lines.map(({ target }) => target), join(WORKSPACE, 'evil.txt')])];
for (const target of targets) mkdirSync(dirname(target), { recursive: true });
const kept = new Map(targets.map((path) => [path, keep(path)]));
const CLEANED = [WORKSPACE, join(WORKSPACE, 'docs/deep'), HOME, '/tmp'];
const before = new Map(CLEANED.map((folder) => [folder, new Set(readdirSync(folder))]));

function putBack(): void {
  for (const [folder, names] of before)
    for (const name of readdirSync(folder))
      if (!names.has(name) && !kept.has(join(folder, name)))
        rmSync(join(folder, name), { recursive: true, force: true });
  for (const [path, { stamp, text }] of kept) {
    if (stampOf(path) === stamp) continue;
    rmSync(path, { force: true });
    if (text !== undefined) writeFileSync(path, text);
    kept.set(path, { stamp: stampOf(path), text });
  }
}

function run(trick: Trick): string {
  if ('tool' in trick) {
    try {
      return runTool(trick.tool, trick.input, { home: HOME, cwd: trick.cwd });
    } catch (error) {
      return String(error);
    }
  }
  const { stdout, stderr } = spawnSync('bash', ['-c', trick.command], {
    cwd: trick.cwd,
    timeout: 5_000,
    maxBuffer: 1_048_576,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return `${stdout.toString('latin1')}\n${stderr.toString('latin1')}`;
}

for (const trick of lines) {
  const output = Buffer.from(run(trick), 'latin1').toString('base64');
  const changed = stampOf(trick.target) !== kept.get(trick.target)?.stamp;
  process.stdout.write(`${JSON.stringify({ id: trick.id, output, changed } satisfies Outcome)}\n`);
  putBack();
}
