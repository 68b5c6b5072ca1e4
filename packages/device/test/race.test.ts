import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockHolder } from '../src/process-lock.ts';
import { stateHome } from '../src/state-home.ts';

/** Real processes at the same moment: starts that race for a lock, for the keys, for the spool. */
const PROCESSES = 6;
const ROUNDS = 60;

type Racer = { child: ChildProcess; ask: (...words: string[]) => Promise<unknown> };

let racers: Racer[];
let folder: string;

function racer(): Racer {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'race-support/racer.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout } = child;
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    child,
    ask: async (...words) => {
      stdin.write(`${JSON.stringify(words)}\n`);
      const { value } = await lines.next();
      return JSON.parse(String(value)) as unknown;
    },
  };
}

const everybody = (...words: string[]): Promise<unknown[]> =>
  Promise.all(racers.map(({ ask }) => ask(...words)));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-race-'));
  racers = Array.from({ length: PROCESSES }, racer);
});
afterAll(() => {
  for (const { child } of racers) child.kill();
  rmSync(folder, { recursive: true });
});

const DEAD = '99999999 1 0123456789abcdef\n';
const left: Readonly<Record<string, (file: string) => void>> = {
  nothing: () => undefined,
  'a dead claim': (file) => writeFileSync(file, DEAD),
  'an empty file': (file) => writeFileSync(file, ''),
  'half a claim': (file) => writeFileSync(file, '999'),
  'the claim of a number that is in use again': (file) => writeFileSync(file, `${process.pid} 1 0\n`),
};

test.each(Object.entries(left))(
  'one process takes the lock, whoever asks at the same time: %s was left',
  async (name, leave) => {
    const place = join(folder, name.replaceAll(' ', '-'));
    mkdirSync(place);
    for (let round = 0; round < ROUNDS; round += 1) {
      const file = join(place, 'lock');
      leave(file);
      const winners = (await everybody('take', file)).filter((won) => won === true);
      expect(winners).toHaveLength(1);
      expect(racers.map(({ child }) => child.pid)).toContain(lockHolder(file));
      await everybody('release');
      expect(readdirSync(place)).toEqual([]);
    }
  },
);

test('never two inside, however often the holder lets go or dies with the lock in its hand', async () => {
  const file = join(folder, 'contended');
  // Checked against what they print, which is of our own making.
  const results = (await everybody('contend', file, '1500')) as { taken: number; together: number }[];
  expect(results.map(({ together }) => together)).toEqual(racers.map(() => 0));
  expect(results.reduce((sum, { taken }) => sum + taken, 0)).toBeGreaterThan(PROCESSES * 10);
});

test('the lock of a process that was killed is taken over, by one', async () => {
  const file = join(folder, 'killed');
  for (let round = 0; round < 10; round += 1) {
    const victim = racer();
    expect(await victim.ask('take', file)).toBe(true);
    expect(await everybody('take', file)).toEqual(racers.map(() => false));
    const gone = new Promise((resolve) => victim.child.once('exit', resolve));
    victim.child.kill('SIGKILL');
    await gone;
    expect((await everybody('take', file)).filter((won) => won === true)).toHaveLength(1);
    await everybody('release');
  }
});

test.each([false, true])(
  'first starts agree on the device and its keys (files damaged: %s)',
  async (damaged) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const home = stateHome(join(folder, `home-${damaged}-${round}`));
      if (damaged) {
        mkdirSync(join(home.root, 'secrets'), { recursive: true });
        for (const file of [home.state, home.hookTokenHeader, home.apiToken, home.deviceToken])
          writeFileSync(file, 'x');
      }
      const [first, ...others] = await everybody('identity', home.root);
      for (const other of others) expect(other).toEqual(first);
      expect(readdirSync(join(home.root, 'secrets'))).toHaveLength(4);
    }
  },
);

test('one process opens the spool, and the others are told which one', async () => {
  const directory = join(folder, 'spool');
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 2 === 1) writeFileSync(join(directory, 'lock'), round % 3 === 0 ? '' : DEAD);
    const results = await everybody('spool', directory);
    const refused = results.filter((result) => result !== true);
    expect(refused).toHaveLength(PROCESSES - 1);
    for (const why of refused) expect(why).toMatch(/is in use by process \d+; stop it with/);
    await everybody('close');
  }
});
