// The one way into this repository: `node scripts/run.mjs <task>` on any Node >= 20 with npm, nothing else installed.
// It brings the repo's own Node, installs the locked dependencies under it, and runs scripts/<task>.mjs with it.
// Plain JavaScript without dependencies, because it runs before there are any.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [task, ...taskArguments] = process.argv.slice(2);

function stop(message) {
  console.error(`sallyport: ${message}`);
  process.exit(1);
}

const tasks = readdirSync(join(root, 'scripts'))
  .filter((name) => name.endsWith('.mjs') && name !== 'run.mjs')
  .map((name) => name.slice(0, -4));
if (!tasks.includes(task)) stop(`unknown task \`${task ?? ''}\`; choose one of: ${tasks.join(', ')}`);
if (Number(process.versions.node.split('.')[0]) < 20) {
  stop(
    `this needs Node 20 or newer to start, and found ${process.version}; install a newer Node and run it again`,
  );
}

const npmCli = process.env.npm_execpath?.endsWith('.js') ? process.env.npm_execpath : undefined;

/** Runs npm under the given Node: the npm that started us where there is one, else the one on the PATH. */
function npm(node, folder, ...words) {
  const environment = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
  // Under `npm start` the outer npm leaves its own settings in the environment; inherited, they would win over .npmrc files.
  for (const name of Object.keys(environment))
    if (
      /^npm_(?!execpath|config_registry|config_cafile|config_userconfig|config_globalconfig|config_cache)/i.test(
        name,
      )
    )
      delete environment[name];
  const [command, first] = npmCli ? [node, [npmCli]] : ['npm', []];
  const windows = process.platform === 'win32' && !npmCli;
  const run = spawnSync(command, [...first, ...words], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: windows,
  });
  if (run.error)
    stop(`npm could not be started (${run.error.message}); install npm 10 or 11 and run it again`);
  if (run.status !== 0)
    stop(
      `\`npm ${words.join(' ')}\` failed in ${folder}:\n${run.stdout}${run.stderr}\nmend what it names, then run the same command again`,
    );
}

/** Installs a folder's lock once: a stamp beside the modules remembers which lock they came from. */
function installLocked(node, folder, what) {
  const stamp = join(folder, 'node_modules', '.sallyport-stamp');
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.error(`sallyport: installing ${what} (once)`);
  npm(
    node,
    folder,
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
  );
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** The path of a Node >= 24: the repo's own where the registry has one for this platform, else the one that runs us. */
function bringNode() {
  const platformPackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const manifest = JSON.parse(readFileSync(join(root, 'runtime', 'package.json'), 'utf8'));
  if (!(platformPackage in manifest.optionalDependencies)) {
    if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
    stop(
      `there is no packaged Node for ${process.platform} ${process.arch}; install Node 24 or newer and run it again`,
    );
  }
  const folder = join(root, 'runtime');
  installLocked(process.execPath, folder, 'the Node that Sallyport runs on');
  const node = join(
    folder,
    'node_modules',
    platformPackage,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!existsSync(node))
    stop(
      `${node} is missing although it was installed; remove ${join(folder, 'node_modules')} and run it again`,
    );
  return node;
}

const node = bringNode();
installLocked(node, root, 'dependencies');

const child = spawn(node, [join(root, 'scripts', `${task}.mjs`), ...taskArguments], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
    SALLYPORT_NODE: node,
  },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm that is killed says nothing to what it started.
const launcher = process.ppid;
setInterval(() => {
  if (process.ppid !== launcher) child.kill('SIGTERM');
}, 500).unref();
child.on('error', (error) => stop(`could not start ${node}: ${error.message}`));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
