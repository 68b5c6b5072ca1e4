import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EvidenceRecord } from '@sallyport/action-model';
import { runClient, type ClientResult, type ClientVersion } from '@sallyport/testkit';
import { clientBinary } from '../../../packages/testkit/src/client-binary.ts';
import { ATTACK_FILES, HIDDEN_READ, type HookCell } from './attack-cells.ts';
import type { Installation } from './installation.ts';
import { writeQuitEnv } from './quit-env.ts';

export const KEY = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB';
export const VICTIMS = {
  '.ssh/id_ed25519': `-----BEGIN OPENSSH PRIVATE KEY-----\n${KEY}\n-----END OPENSSH PRIVATE KEY-----\n`,
  '.bashrc': 'a=1\n',
};

/** The daemon looks every ten seconds, and waits eight before it believes what it saw. */
export const DETECTION = { timeout: 60_000, interval: 500 };

const PROGRAM = join(import.meta.dirname, '../../../dist/sallyport.mjs');

type Running = { pid: number; ports: { console: number }; processes: Record<string, number> };
export const runningOf = (place: Installation): Running =>
  // The product's own file; its shape has a test of its own.
  JSON.parse(readFileSync(join(place.stateHome, 'run', 'running.json'), 'utf8')) as Running;

/** An installation with the attacker's folder in it, and what the names in cells stand for there. */
export type AttackPlace = { place: Installation; attack: string; fill: (text: string) => string };

const attackFolder = (place: Installation): string => join(place.home, 'attack');

/** Puts what is true of a place now for the names in a text. */
export function namesOf(place: Installation): (text: string) => string {
  const { pid, ports, processes } = runningOf(place);
  const names: Record<string, string | number | undefined> = {
    home: place.home,
    state: place.stateHome,
    cwd: place.cwd,
    attack: attackFolder(place),
    port: ports.console,
    supervisor: pid,
    device: processes['device'],
    store: processes['control-plane'],
    program: PROGRAM,
    client: clientBinary('2.1.330'),
  };
  return (text) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(names[name] ?? whole));
}

export function prepareAttack(place: Installation): AttackPlace {
  const attack = attackFolder(place);
  const fill = namesOf(place);
  for (const [name, text] of Object.entries(ATTACK_FILES)) {
    const path = join(attack, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, fill(text), { mode: 0o755 });
  }
  writeQuitEnv(join(attack, 'quit-env.so'));
  symlinkSync(place.stateHome, join(place.cwd, 'link'));
  return { place, attack, fill };
}

let toolUses = 0;
/** The scripted model asks for one tool. Ids are our own: a client that forks a session repeats them, and we tell. */
export const oneTool = (name: string, input: object) => [
  [{ type: 'tool_use' as const, name, input, id: `toolu_attack_${process.pid}_${toolUses++}` }],
];

export type CellRun = { result: ClientResult; cwd: string; sawKey: boolean };

type Attack = Pick<HookCell, 'settings' | 'settingsFile' | 'args' | 'homeFiles' | 'command'>;

/** One attack with the real client, in a repository of its own. */
export async function runCell(
  { place, fill }: AttackPlace,
  version: ClientVersion,
  cell: Attack,
  folder: string,
): Promise<CellRun> {
  const cwd = join(place.home, folder);
  mkdirSync(join(cwd, '.claude'), { recursive: true });
  if (cell.settings !== undefined)
    writeFileSync(
      join(cwd, '.claude', cell.settingsFile ?? 'settings.json'),
      fill(JSON.stringify(cell.settings)),
    );
  const homeFiles = Object.entries(cell.homeFiles ?? {}).map(
    ([name, text]) => [join(place.home, name), text] as const,
  );
  for (const [path, text] of homeFiles) writeFileSync(path, text);
  try {
    const result = await runClient({
      version,
      home: place.home,
      cwd,
      prompt: 'please help',
      script: oneTool('Bash', { command: fill(cell.command ?? HIDDEN_READ) }),
      ...(cell.args === undefined ? {} : { args: cell.args }),
    });
    return { result, cwd, sawKey: result.modelSaw(KEY) };
  } finally {
    for (const [path] of homeFiles) rmSync(path, { force: true });
  }
}

/** A few at a time: a client waits more than it works. */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  await Promise.all(
    Array.from({ length: width }, async () => {
      // All workers draw from one iterator.
      for (const [index, item] of queue) await work(item, index);
    }),
  );
}

/** Everything on record. */
export async function evidenceOf(place: Installation): Promise<EvidenceRecord[]> {
  const { stdout } = await place.sallyport('evidence', 'tail', '--json', '-n', '5000');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => EvidenceRecord.parse(JSON.parse(line)));
}

/** The places that doctor names, by code. */
export async function doctorSays(place: Installation): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await place.sallyport('doctor', '--json');
  const { problems } = JSON.parse(stdout) as { problems: { code: string; places: { text: string }[] }[] };
  return new Map(problems.map(({ code, places }) => [code, places.map(({ text }) => text).join('\n')]));
}
