// `npm test`: everything CI runs, in the order in which a failure is cheapest. Ends with `N passed, N failed, N skipped`.
// Each static check counts as one test, so that a red lint is a failure in the count and not only in the exit code.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const counts = { passed: 0, failed: 0, skipped: 0 };
/** What failed, said again at the end: a log's middle is often cut away before anyone reads it. */
const failures = [];
const startedAt = Date.now();
/** The temporary folder of all that runs here, so that what is left behind can be named, and goes with it. */
const scratch = mkdtempSync(join(tmpdir(), 'sallyport-'));
// As the system's own: some tests run as other people.
chmodSync(scratch, 0o1777);
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
/** Tests start programs from their source hundreds of times: what Node makes of it is kept for as long as this runs. */
const compiled = join(scratch, 'node-compile-cache');
mkdirSync(compiled);
const environment = { ...process.env, TMPDIR: scratch, NODE_COMPILE_CACHE: compiled };

function say(text) {
  process.stdout.write(`\n== ${text} (${Math.round((Date.now() - startedAt) / 1000)} s)\n`);
}

function run(command, words, options = {}) {
  return (
    spawnSync(command, words, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: environment,
      ...options,
    }).status === 0
  );
}

/** Beside others: what it says is printed in one piece when it has ended. */
function runBeside(command, words) {
  return new Promise((resolve) => {
    const child = spawn(command, words, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment,
    });
    const pieces = [];
    child.stdout.on('data', (piece) => pieces.push(piece));
    child.stderr.on('data', (piece) => pieces.push(piece));
    child.on('error', (error) => resolve({ ok: false, output: `${error.message}\n` }));
    child.on('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(pieces).toString() }));
  });
}

function counted(name, ok) {
  if (ok) counts.passed += 1;
  else {
    counts.failed += 1;
    failures.push(name);
    process.stdout.write(`FAILED: ${name}\n`);
  }
}

async function check(name, command, words) {
  const { ok, output } = await runBeside(command, words);
  say(name);
  process.stdout.write(output);
  counted(name, ok);
}

const has = (program) =>
  (process.env.PATH ?? '')
    .split(':')
    .concat('/usr/sbin', '/sbin')
    .some((folder) => folder !== '' && existsSync(join(folder, program)));

/** Programs the flows drive, and the Debian package of each. */
const DEBIAN_PACKAGES = {
  chromium: 'chromium',
  bwrap: 'bubblewrap',
  strace: 'strace',
  faketime: 'faketime',
  systemctl: 'systemd',
  curl: 'curl',
  unshare: 'util-linux',
  git: 'git',
  // What the cases of the execution oracle run.
  busybox: 'busybox',
  column: 'bsdextrautils',
  cpio: 'cpio',
  ed: 'ed',
  jq: 'jq',
  make: 'make',
  nc: 'netcat-openbsd',
  openssl: 'openssl',
  python3: 'python3',
  rsync: 'rsync',
  vi: 'vim-tiny',
  wget: 'wget',
  xxd: 'xxd',
  zip: 'zip',
};

function installPrograms() {
  const missing = Object.keys(DEBIAN_PACKAGES).filter((program) => !has(program));
  if (missing.length === 0) return true;
  const packages = missing.map((program) => DEBIAN_PACKAGES[program]);
  const canInstall = has('apt-get') && process.getuid?.() === 0;
  if (!canInstall) {
    process.stdout.write(
      `the tests drive programs that are missing here: ${missing.join(', ')}; on Debian run \`apt-get install ${packages.join(' ')}\` as root, elsewhere install them by hand\n`,
    );
    return false;
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return (
    run('apt-get', ['update', '-qq'], { env: environment }) &&
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  );
}

function installClients() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    process.stdout.write('the real client is packaged for Linux x64 only; its flows fail here by name\n');
    return true;
  }
  const folder = join(root, 'test', 'claude-code-client');
  if (
    ['claude-code-2.1.197', 'claude-code-2.1.330'].every((name) =>
      existsSync(join(folder, 'node_modules', name, 'claude')),
    )
  )
    return true;
  return run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Real MCP servers, for what stands between clients and them. */
function installServers() {
  const folder = join(root, 'test', 'mcp-servers');
  if (existsSync(join(folder, 'node_modules', '@modelcontextprotocol', 'server-filesystem'))) return true;
  return run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const reportOf = (name) => join(root, `.build/${name}-results.json`);

function suiteCommand(name, words) {
  rmSync(reportOf(name), { force: true });
  return [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    name,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportOf(name)}`,
    ...words,
  ];
}

function suite(name, words) {
  say(name);
  run(process.execPath, suiteCommand(name, words));
  countReport(name);
}

/** Node 24 loses count of its code pages now and then where threads come and go, and ends itself: nodejs/node#64500. */
const NODE_ENDED_ITSELF = /^# Check failed: jit_page/m;

async function suiteBeside(name, words) {
  let { output } = await runBeside(process.execPath, suiteCommand(name, words));
  if (NODE_ENDED_ITSELF.test(output)) {
    process.stdout.write(
      `\n${name}: Node ended itself (\`Check failed: jit_page\`), so the suite runs once more\n`,
    );
    ({ output } = await runBeside(process.execPath, suiteCommand(name, words)));
  }
  say(name);
  process.stdout.write(output);
  countReport(name);
}

function countReport(name) {
  const report = reportOf(name);
  if (!existsSync(report)) {
    counts.failed += 1;
    failures.push(`${name} wrote no report`);
    return;
  }
  const results = JSON.parse(readFileSync(report, 'utf8'));
  counts.passed += results.numPassedTests;
  counts.failed += results.numFailedTests;
  counts.skipped += results.numPendingTests + (results.numTodoTests ?? 0);
  const failedFiles = results.testResults.filter((file) => file.status === 'failed');
  for (const file of failedFiles) {
    const tests = file.assertionResults.filter((one) => one.status === 'failed');
    for (const test of tests)
      failures.push(`${file.name}: ${test.fullName}\n${test.failureMessages.join('\n').slice(0, 2_000)}`);
    // A file that could not even be loaded has no tests to count.
    if (tests.length === 0) {
      counts.failed += 1;
      failures.push(`${file.name}: ${(file.message ?? '').slice(0, 2_000)}`);
    }
  }
  if (!results.success && results.numFailedTests + failedFiles.length === 0) {
    counts.failed += 1;
    failures.push(`${name}: the run failed outside any test, as an error that nothing waited for does`);
  }
}

function nothingIsLeft() {
  say('what is left behind');
  const left = readdirSync(scratch).filter((name) => !OTHERS.test(name));
  if (left.length === 0) counts.passed += 1;
  else {
    counts.failed += 1;
    failures.push(`left in the temporary folder: ${left.slice(0, 50).join(' ')}`);
  }
}

/** What programs keep there on purpose: Chromium, Node's and npm's caches. */
const OTHERS = /^(?:\.org\.chromium|\.com\.google|node-compile-cache|npm-|v8-compile-cache)/;

say('programs the tests drive');
if (!installPrograms() || !installClients() || !installServers()) {
  counts.failed += 1;
  failures.push('programs the tests drive');
} else {
  say('build');
  counted('build', run(process.execPath, ['scripts/build.mjs']));
  await Promise.all([
    check('types', bin('tsc'), ['-b']),
    check('lint', bin('oxlint'), ['--type-aware', '--deny-warnings']),
    check('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']),
    check('dead code', bin('knip'), []),
  ]);
  const words = process.argv.slice(2);
  // What needs a machine for itself mostly waits, and `unit` takes nothing of the machine but its processors.
  await Promise.all([suiteBeside('unit', words), suiteBeside('flows-alone', words)]);
  suite('flows', words);
  nothingIsLeft();
}
for (const failure of failures) process.stdout.write(`\nFAILED: ${failure}\n`);
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
