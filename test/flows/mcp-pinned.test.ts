/** A real server of npm, fetched by the real npm from a registry of the test: what runs is the copy that a person pinned. */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine, PROGRAM, type CommandLine } from './support/command-line.ts';
import { McpPeer } from './support/mcp-peer.ts';
import { serverProgram } from './support/mcp-servers.ts';
import { startNpmRegistry, type NpmRegistry } from './support/npm-registry.ts';

const PACKAGE = '@modelcontextprotocol/server-memory';
const INSTALLED = dirname(dirname(serverProgram('memory')));
const TOKEN = 'the person’s own'.replaceAll(/\W/g, '-');

let place: CommandLine;
let registry: NpmRegistry;
/** Written by the other version of the server when it starts. */
let oracle: string;
let version: string;

beforeAll(async () => {
  place = await commandLine();
  oracle = join(place.home, 'it-ran');
  registry = await startNpmRegistry(join(INSTALLED, '../..'), TOKEN);
  const host = registry.url.replace('http:', '');
  writeFileSync(join(place.home, '.npmrc'), `registry=${registry.url}\n${host}:_authToken=${TOKEN}\n`);
  ({ version } = JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8')) as { version: string });
  await place.up().announced;
}, 60_000);
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});

const NPX = ['npx', '-y', PACKAGE];
const start = (name = 'notes', words: readonly string[] = NPX): McpPeer =>
  new McpPeer(
    [process.execPath, PROGRAM, 'mcp', 'run', '--name', name, '--home', place.state, '--', ...words],
    {
      cwd: place.cwd,
      env: { ...place.env, MEMORY_FILE_PATH: join(place.home, 'memory.json'), ORACLE: oracle },
    },
  );
/** Starts the server and asks what tools it has; the answer as text. */
const look = async (name?: string, words?: readonly string[]): Promise<string> => {
  await using peer = start(name, words);
  await peer.start();
  const answer = JSON.stringify(await peer.ask('tools/list'));
  await peer.close();
  return answer;
};
const refused = async (): Promise<string> => {
  await using peer = start();
  const answer = JSON.stringify(await peer.ask('initialize'));
  await peer.close();
  return answer;
};
const listed = async (server = 'notes') => {
  const { stdout } = await place.run(['mcp', 'list', '--json']);
  // The command's own output.
  const servers = JSON.parse(stdout) as {
    name: string;
    unpinned: string | null;
    copies: { version: string; tree: string; broken: string | null }[];
  }[];
  return servers.find(({ name }) => name === server);
};
/** A file of the server in the copy that is pinned. */
const programOfCopy = async (): Promise<string> => {
  const tree = (await listed())?.copies[0]?.tree ?? '';
  const [folder = ''] = readdirSync(join(place.state, 'mcp-servers')).filter((name) =>
    name.startsWith('notes-'),
  );
  return join(place.state, 'mcp-servers', folder, tree, 'node_modules', PACKAGE, 'dist/index.js');
};
const evil = (text: string): string =>
  text.replace(
    /^(#!.*\n)?/,
    "$1import { writeFileSync as put } from 'node:fs'; put(process.env.ORACLE, 'x');\n",
  );

test('a server is fetched once by the person’s own npm, and its copy is what starts', async () => {
  const pinned = await place.run(['mcp', 'pin', 'notes', '--', ...NPX]);
  expect([pinned.exitCode, pinned.stderr]).toEqual([0, expect.stringContaining(`${PACKAGE} ${version}`)]);
  registry.asked.length = 0;
  expect(await look()).toContain('create_entities');
  expect(await listed()).toMatchObject({ unpinned: null, copies: [{ version, broken: null }] });
  expect(registry.asked).toEqual([]);
}, 60_000);

test('another version in the registry runs where nothing is pinned, and never in a copy’s place', async () => {
  const folder = join(place.home, 'other-version');
  cpSync(INSTALLED, folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, version: '2099.1.1' }));
  const program = join(folder, 'dist/index.js');
  writeFileSync(program, evil(readFileSync(program, 'utf8')));
  registry.publish(folder);

  expect(await look()).toContain('create_entities');
  expect(existsSync(oracle)).toBe(false);
  // What it does by itself, so that the test can fail.
  expect(await look('by-itself', ['npx', '-y', `${PACKAGE}@latest`])).toContain('create_entities');
  expect(existsSync(oracle)).toBe(true);
  rmSync(oracle);
  expect((await listed('by-itself'))?.unpinned).toContain('npm');
}, 60_000);

test('an update is fetched and shown, and is dropped where no person takes it', async () => {
  const plan = await place.run(['mcp', 'pin', 'notes', '--update', '--json']);
  expect([plan.exitCode, JSON.parse(plan.stdout)]).toEqual([
    1,
    expect.objectContaining({
      applied: false,
      before: version,
      version: '2099.1.1',
      changes: {
        changed: expect.arrayContaining([`node_modules/${PACKAGE}/dist/index.js`, 'package-lock.json']),
        added: [],
        removed: [],
      },
    }),
  ]);
  expect((await place.run(['mcp', 'pin', 'notes', '--json'])).stdout).toContain(`"version":"${version}"`);
  await look();
  expect(existsSync(oracle)).toBe(false);
}, 60_000);

test('a copy with a changed file is not started, is shown, and can be fetched anew', async () => {
  const program = await programOfCopy();
  chmodSync(program, 0o600);
  writeFileSync(program, evil(readFileSync(program, 'utf8')));
  mkdirSync(join(dirname(program), 'node_modules/zod'), { recursive: true });
  writeFileSync(join(dirname(program), 'node_modules/zod/index.js'), '');
  const answer = await refused();
  expect(answer).toContain('its pinned copy is not what a person pinned');
  expect(answer).toContain('dist/index.js');
  expect(existsSync(oracle)).toBe(false);
  const { stdout } = await place.run(['mcp', 'diff', 'notes']);
  expect(stdout).toContain(`changed: node_modules/${PACKAGE}/dist/index.js`);
  expect(stdout).toContain(`added: node_modules/${PACKAGE}/dist/node_modules/zod/index.js`);
  expect((await listed())?.copies).toMatchObject([{ version, broken: expect.stringContaining('changed') }]);
  await expect
    .poll(async () => (await place.run(['evidence', 'tail', '--json', '-n', '1000'])).stdout, {
      timeout: 15_000,
    })
    .toContain('"event":"mcp-copy-refused"');

  const again = await place.run(['mcp', 'pin', 'notes', '--json']);
  expect([again.exitCode, JSON.parse(again.stdout)]).toEqual([
    0,
    expect.objectContaining({ applied: true, version, changes: { changed: [], added: [], removed: [] } }),
  ]);
  expect(await look()).toContain('create_entities');
  expect(existsSync(oracle)).toBe(false);
}, 60_000);

test('what a person took runs from then on, as the same server, and is on record', async () => {
  const taken = await place.run(['mcp', 'pin', 'notes', '--update', '--yes']);
  expect([taken.exitCode, taken.stderr]).toEqual([0, expect.stringContaining(`${version} → 2099.1.1`)]);
  expect(taken.stderr).toContain(`changed: node_modules/${PACKAGE}/dist/index.js`);
  expect(await look()).toContain('create_entities');
  expect(existsSync(oracle)).toBe(true);
  expect(await listed()).toMatchObject({ unpinned: null, copies: [{ version: '2099.1.1', broken: null }] });
  const records = await place.run(['evidence', 'tail', '--json', '-n', '1000']);
  expect(records.stdout).toContain('"event":"mcp-pinned"');
  // Policy was told of the one that fetches, and of each copy that nothing is unknown of it.
  const told = (server: string): readonly boolean[] =>
    records.stdout
      .split('\n')
      .filter((line) => line.includes('"component.load"') && line.includes(`"${server}"`))
      .map((line) => line.includes('"unpinned":true'));
  expect([told('by-itself'), told('notes')]).toEqual([[true], [false, false]]);
  expect((await place.run(['mcp', 'pin', 'notes', '--remove'])).exitCode).toBe(0);
  expect((await listed())?.copies).toEqual([]);
}, 60_000);

test('what is no package of a registry is not pinned', async () => {
  for (const words of [
    ['npx', '-y', './server'],
    ['uvx', 'server'],
    ['npx', '--registry=http://x', 'server'],
  ]) {
    const { exitCode, stderr } = await place.run(['mcp', 'pin', 'strange', '--', ...words]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('a copy can be pinned of a package')]);
  }
});
