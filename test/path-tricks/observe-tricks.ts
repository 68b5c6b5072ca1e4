import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { makeFakeRoot, removeFakeRoot, type FakeRoot } from '../oracle/fake-root.ts';
import { findSecret } from '../oracle/find-secret.ts';
import { sandboxArguments } from '../oracle/sandbox.ts';
import { layScenery } from './scenery.ts';
import type { Outcome, Trick } from './trick.ts';

const TESTS = dirname(import.meta.dirname);

/** The ids of those that really reach what they are after when nothing stops them. */
export async function observeTricks(tricks: readonly Trick[], atOnce = 2): Promise<ReadonlySet<string>> {
  const parts = Array.from({ length: atOnce }, (_, part) =>
    tricks.filter((__, index) => index % atOnce === part),
  );
  const reached = await Promise.all(parts.map(observePart));
  return new Set(reached.flat());
}

async function observePart(tricks: readonly Trick[]): Promise<readonly string[]> {
  const root = makeFakeRoot();
  try {
    layScenery(root);
    const outcomes = new Map((await runInside(tricks, root)).map((outcome) => [outcome.id, outcome]));
    return tricks.filter((trick) => hasReached(trick, outcomes.get(trick.id), root)).map(({ id }) => id);
  } finally {
    removeFakeRoot(root);
  }
}

function hasReached(trick: Trick, outcome: Outcome | undefined, root: FakeRoot): boolean {
  if (outcome === undefined) return false;
  if (trick.deed === 'write') return outcome.changed;
  const output = Buffer.from(outcome.output, 'base64');
  if (trick.deed === 'list') return output.includes(trick.target.slice(trick.target.lastIndexOf('/') + 1));
  const planted = root.planted.get(trick.target);
  if (planted === undefined) return false;
  // A harmless file has no secret: its whole text is what comes out.
  if (planted.secrets.length === 0) return output.includes(planted.text.trim().split('\n')[0] ?? '');
  return findSecret(output, planted.secrets);
}

function runInside(tricks: readonly Trick[], root: FakeRoot): Promise<readonly Outcome[]> {
  const words = [
    ...sandboxArguments(root),
    ...['oracle', 'path-tricks'].flatMap((folder) => [
      '--ro-bind',
      join(TESTS, folder),
      `/opt/tests/${folder}`,
    ]),
    '/opt/node/bin/node',
    '/opt/tests/path-tricks/run-tricks.ts',
  ];
  const child = spawn('bwrap', words, { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: '/usr/bin:/bin' } });
  const chunks: Buffer[] = [];
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(tricks.map((trick) => `${JSON.stringify(trick)}\n`).join(''));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0)
        return reject(new Error(`the runner ended with ${code}: ${Buffer.concat(said).toString()}`));
      const lines = Buffer.concat(chunks)
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '');
      // The only writer of these lines is `run-tricks.ts`.
      resolve(lines.map((line) => JSON.parse(line) as Outcome));
    });
  });
}
