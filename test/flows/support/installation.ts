import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { EvidenceRecord, type DecisionEvidence } from '@sallyport/action-model';
import { createApiClient, type ApiClient } from '@sallyport/fleet-protocol';
import { makeClientHome, runProcess, type ClientHome, type FileTree } from '@sallyport/testkit';

const PROGRAM = join(import.meta.dirname, '../../../dist/sallyport.mjs');

/** Sallyport as a person has it: built, started by `up`, put into Claude Code by `install`, in a home of its own. */
export type Installation = AsyncDisposable & {
  home: string;
  cwd: string;
  stateHome: string;
  url: string;
  loginLink: string;
  api: ApiClient;
  /** Runs one command of the CLI as this person. */
  sallyport: (...words: string[]) => Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
  /** The decisions on record, oldest first. */
  decisions: () => Promise<DecisionEvidence[]>;
};

export async function install(
  files: FileTree = {},
  target: readonly string[] = ['claude-code'],
  variables: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const place: ClientHome = await makeClientHome(files);
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: place.home,
    SALLYPORT_PORT: '0',
    ...variables,
  };
  const run = (...words: string[]) =>
    runProcess([process.execPath, PROGRAM, ...words], {
      cwd: place.cwd,
      env: environment,
      timeoutMs: 60_000,
    });

  const up = spawn(process.execPath, [PROGRAM, 'up', '--json'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  up.stderr.setEncoding('utf8').on('data', (piece: string) => (complaint += piece));
  up.stdout.setEncoding('utf8');
  const [announcement] = (await Promise.race([
    once(up.stdout, 'data'),
    once(up, 'exit').then(([code]) => {
      throw new Error(`\`up\` ended with ${code}: ${complaint}`);
    }),
  ])) as [string];
  const { url, loginLink } = JSON.parse(announcement) as { url: string; loginLink: string };
  const stateHome = join(place.home, '.sallyport');
  if (target.length > 0) {
    const installed = await run('install', ...target);
    if (installed.exitCode !== 0)
      throw new Error(`\`install\` ended with ${installed.exitCode}: ${installed.stderr}`);
  }
  const { readFileSync } = await import('node:fs');
  const token = readFileSync(join(stateHome, 'secrets', 'api-token'), 'utf8').trim();
  return {
    home: place.home,
    cwd: place.cwd,
    stateHome,
    url,
    loginLink,
    api: createApiClient({ baseUrl: url, fetch, token }),
    sallyport: run,
    decisions: async () => {
      const { stdout } = await run('evidence', 'tail', '--json', '-n', '1000');
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => EvidenceRecord.parse(JSON.parse(line)))
        .filter((record) => record.type === 'decision');
    },
    [Symbol.asyncDispose]: async () => {
      // A test may have killed it.
      if (up.exitCode === null && up.signalCode === null) {
        const ended = once(up, 'exit');
        up.kill('SIGTERM');
        await ended;
      }
      await place[Symbol.asyncDispose]();
    },
  };
}
