import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { EvidenceRecord } from '@sallyport/action-model';
import { commandLine, PROGRAM, type CommandLine } from './command-line.ts';

/** A guard that nobody watches over: killed, it comes back when it is started, as fast as it can. */
export type GuardAlone = AsyncDisposable & {
  readonly place: CommandLine;
  readonly start: () => Promise<void>;
  readonly stop: (signal: NodeJS.Signals) => Promise<void>;
  /** Kills it and has it come back. */
  readonly kill: () => Promise<void>;
  readonly records: () => Promise<readonly EvidenceRecord[]>;
};

/** Running. `prepare` writes what it finds at its start, and gives more for its environment. */
export async function guardAlone(
  prepare: (place: CommandLine) => Record<string, string> | Promise<Record<string, string>> = () => ({}),
): Promise<GuardAlone> {
  const place = await commandLine();
  const env = { ...place.env, ...(await prepare(place)) };
  // Once, for a policy that is signed; from then on the guard alone.
  const up = place.up();
  await up.announced;
  up.child.kill('SIGTERM');
  await up.ended;
  let guard: ChildProcess;
  const start = async (): Promise<void> => {
    guard = spawn(process.execPath, [PROGRAM, 'device', '--json'], {
      cwd: place.cwd,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (guard.stdout !== null) await once(guard.stdout, 'data');
  };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = once(guard, 'exit');
    guard.kill(signal);
    await ended;
  };
  await start();
  return {
    place,
    start,
    stop,
    kill: () => stop('SIGKILL').then(start),
    records: async () => {
      const { stdout } = await place.run(['evidence', 'tail', '--json', '-n', '100000']);
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => EvidenceRecord.parse(JSON.parse(line)));
    },
    [Symbol.asyncDispose]: async () => {
      await stop('SIGTERM');
      await place[Symbol.asyncDispose]();
    },
  };
}

/** What stands in this text of the marks that tests send, in order. */
export const markersIn = (text: string): readonly string[] =>
  [...text.matchAll(/marker-\d+-\d+/g)].map(([marker]) => marker);

/** The markers of all that was allowed. */
export const allowedMarkers = (records: readonly EvidenceRecord[]): ReadonlySet<string> =>
  new Set(
    records.flatMap((each) =>
      each.type === 'decision' && each.decision.enforced === 'allow'
        ? markersIn(each.action.input ?? '')
        : [],
    ),
  );

/** Nothing of it is of secret use: the same kills come in every run. */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
};
