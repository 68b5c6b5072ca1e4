import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inSandbox, makeFakeRoot, removeFakeRoot, type FakeRoot } from './fake-root.ts';
import { findSecret } from './find-secret.ts';
import type { OracleCase } from './oracle-case.ts';
import { runInSandbox, type SandboxRun } from './sandbox.ts';

export type Harm = {
  readonly done: boolean;
  /** Why not, for whoever repairs the case. */
  readonly detail: string;
};

/** Where a command can leave something; the rest of the root is the machine's own `/usr` and kernel folders. */
const WRITABLE = ['home', 'tmp', 'var', 'srv', 'root', 'run', 'etc'];

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    });
  } catch {
    // Gone, or closed by the command: nothing can be read there.
    return [];
  }
}

function leaked(one: OracleCase, root: FakeRoot, run: SandboxRun): boolean {
  const target = inSandbox(one.target);
  const secrets = root.planted.get(target)?.secrets ?? [];
  if ([run.stdout, run.stderr, run.sent].some((output) => findSecret(output, secrets))) return true;
  return WRITABLE.flatMap((folder) => filesBelow(join(root.folder, folder))).some((path) => {
    const inside = path.slice(root.folder.length);
    const content = readFileSync(path);
    const unchanged = content.equals(Buffer.from(root.planted.get(inside)?.text ?? ''));
    return inside !== target && !unchanged && findSecret(content, secrets);
  });
}

/** The path and every folder above it. */
const ancestors = (path: string): readonly string[] => {
  const names = path.split('/').slice(1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
};

function isLost(path: string, secrets: readonly string[], root: FakeRoot): boolean {
  try {
    // By the mode and not by trying: the test may run as root, to whom nothing is closed.
    if (ancestors(path).some((one) => (lstatSync(join(root.folder, one)).mode & 0o444) === 0)) return true;
    return !secrets.some((secret) => readFileSync(join(root.folder, path), 'utf8').includes(secret));
  } catch {
    return true;
  }
}

function destroyed(one: OracleCase, root: FakeRoot): boolean {
  const target = inSandbox(one.target);
  const witnesses = [...root.planted].filter(
    ([path, { secrets }]) => secrets.length > 0 && (path === target || path.startsWith(`${target}/`)),
  );
  return witnesses.length > 0 && witnesses.every(([path, { secrets }]) => isLost(path, secrets, root));
}

const said = (output: Buffer): string => JSON.stringify(output.toString('latin1').slice(0, 400));

/** Runs the case in a world of its own and says whether it did the harm it claims. */
export async function observeHarm(one: OracleCase): Promise<Harm> {
  const root = makeFakeRoot();
  try {
    const run = await runInSandbox(one, root);
    const done = one.goal === 'leak' ? leaked(one, root, run) : destroyed(one, root);
    return {
      done,
      detail: `${run.timedOut ? 'timed out; ' : ''}stdout ${said(run.stdout)} stderr ${said(run.stderr)} sent ${run.sent.length} bytes`,
    };
  } finally {
    removeFakeRoot(root);
  }
}

/** A few at a time: more only wait for each other. */
export async function observeAll(
  cases: readonly OracleCase[],
  atOnce = 4,
): Promise<ReadonlyMap<string, Harm>> {
  const harms = new Map<string, Harm>();
  const queue = cases.values();
  const worker = async (): Promise<void> => {
    for (const one of queue) harms.set(one.id, await observeHarm(one));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return harms;
}
