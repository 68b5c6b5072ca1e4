/**
 * Carries a managed install out, in the order in which nothing is left half done: program, files of the machine,
 * service; and the client's settings only when the guard answers, because from then on its hooks decide. When a step
 * fails, what was written is taken back.
 */
import { execFile } from 'node:child_process';
import { rmdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { PROBE_EVENT } from '../health/probe-daemon.ts';
import { applyPlan, type ApplyOutcome } from '../install/apply-plan.ts';
import type { InstallPlan } from '../install/install-plan.ts';
import { MACHINE_FOLDER } from './machine-file.ts';
import { MACHINE_RECORDS } from './managed-machine.ts';
import { copyProgram, PROGRAM_FOLDER, removeOtherPrograms, type ProgramCopy } from './copy-program.ts';
import { userSocketUnit } from './service-units.ts';

const SERVICE = 'sallyport.service';
const SOCKETS = ['sallyport.socket', 'sallyport-console.socket'];
/** With the sockets of people who have left since. */
const EVERYTHING = [SERVICE, ...SOCKETS, 'sallyport-user@*.socket'];
const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
const COMMAND_DEADLINE_MS = 60_000;
const ANSWER_DEADLINE_MS = 30_000;

const run = promisify(execFile);
const call = async (program: string, ...words: readonly string[]): Promise<void> => {
  await run(program, [...words], { timeout: COMMAND_DEADLINE_MS, env: { PATH: SYSTEM_PATH } });
};

export async function applyManaged(
  plan: InstallPlan,
  program: ProgramCopy,
  hookPort: number,
  people: readonly number[],
): Promise<ApplyOutcome> {
  const sockets = [...SOCKETS, ...people.map(userSocketUnit)];
  const settings = plan.edits.slice(-1);
  const machine = plan.edits.slice(0, -1);
  try {
    copyProgram(program);
  } catch (error) {
    return {
      kind: 'failed',
      path: program.to,
      message: `the program could not be copied to \`${program.to}\`: ${whyOf(error)}; nothing was changed`,
    };
  }
  if (plan.edits.length === 0) return bringUp(hookPort, sockets, program);
  const written = await applyPlan({ ...plan, edits: machine });
  if (written.kind === 'failed') return written;
  try {
    await call('systemd-sysusers', '/etc/sysusers.d/sallyport.conf');
    await call('systemctl', 'daemon-reload');
    await startAnew(hookPort, sockets);
    const applied = await applyPlan({ ...plan, edits: settings });
    if (applied.kind === 'failed') {
      await takeBack(plan, machine, sockets);
      return applied;
    }
    removeOtherPrograms(program);
    return { kind: 'applied', paths: [...written.paths, ...applied.paths] };
  } catch (error) {
    await takeBack(plan, machine, sockets);
    return {
      kind: 'failed',
      path: program.to,
      message: `the guard's service could not be started, and what was written was taken back: ${whyOf(error)}; look at \`journalctl -u sallyport\``,
    };
  }
}

async function startAnew(hookPort: number, sockets: readonly string[]): Promise<void> {
  await call('systemctl', 'enable', ...sockets, SERVICE);
  // Any call wakes the service through a socket that is there, and no socket starts while the service runs. So all are
  // stopped, and the service takes its sockets along in one go. A call in between finds nobody, for a moment.
  await call('systemctl', 'stop', SERVICE, ...sockets);
  await call('systemctl', 'start', SERVICE);
  await untilAnswers(hookPort);
}

/** All files are as they should be; but somebody may have come who has no socket yet, or something was stopped. */
async function bringUp(
  hookPort: number,
  sockets: readonly string[],
  { to }: ProgramCopy,
): Promise<ApplyOutcome> {
  try {
    if (!(await allAre('is-active', sockets)) || !(await allAre('is-enabled', sockets)))
      await startAnew(hookPort, sockets);
    return { kind: 'applied', paths: [] };
  } catch (error) {
    return {
      kind: 'failed',
      path: to,
      message: `every file is as it should be, but the guard could not be started: ${whyOf(error)}; look at \`journalctl -u sallyport\``,
    };
  }
}

/** `systemctl` says it of several units when one of them is so; asked one by one, it says it of each. */
const allAre = async (question: 'is-active' | 'is-enabled', sockets: readonly string[]): Promise<boolean> => {
  const answers = await Promise.all(
    [SERVICE, ...sockets].map((unit) =>
      call('systemctl', question, '--quiet', unit).then(
        () => true,
        () => false,
      ),
    ),
  );
  return answers.every(Boolean);
};

/** Lets go of the client first; the evidence in the state folder stays. */
export async function removeManaged(plan: InstallPlan): Promise<ApplyOutcome> {
  const settings = plan.edits.slice(0, 1);
  const applied = await applyPlan({ ...plan, edits: settings, folders: [] });
  if (applied.kind === 'failed') return applied;
  await letGo();
  const removed = await applyPlan({ ...plan, edits: plan.edits.slice(1) });
  if (removed.kind === 'failed') return removed;
  await call('systemctl', 'daemon-reload').catch(() => undefined);
  rmSync(PROGRAM_FOLDER, { recursive: true, force: true });
  removeEmptyFolders();
  return { kind: 'applied', paths: [...applied.paths, ...removed.paths] };
}

/** Stops everything and takes it out of the next start. `disable` takes no patterns, so who has a socket is asked. */
async function letGo(): Promise<void> {
  const listed = await run('systemctl', ['list-units', '--all', '--plain', '--no-legend', ...EVERYTHING], {
    timeout: COMMAND_DEADLINE_MS,
    env: { PATH: SYSTEM_PATH },
  }).catch(() => ({ stdout: '' }));
  const users = listed.stdout.match(/sallyport-user@\d+\.socket/g) ?? [];
  const units = [SERVICE, ...SOCKETS, ...users];
  // At once, or a call wakes what was stopped; one by one, because one that is not there keeps none of the others.
  await call('systemctl', 'stop', ...units).catch(() => undefined);
  for (const unit of units) await call('systemctl', 'disable', '--now', unit).catch(() => undefined);
}

/** Files and service as they were. */
async function takeBack(
  plan: InstallPlan,
  machine: InstallPlan['edits'],
  sockets: readonly string[],
): Promise<void> {
  await letGo();
  await applyPlan({
    ...plan,
    action: 'uninstall',
    edits: machine.map((edit) => ({ ...edit, before: edit.after, after: edit.before })).reverse(),
    folders: [...plan.folders].reverse(),
  });
  removeEmptyFolders();
  await call('systemctl', 'daemon-reload').catch(() => undefined);
  // What ran before the attempt goes on.
  if (machine.some(({ before }) => before !== null)) {
    await call('systemctl', 'enable', ...sockets, SERVICE).catch(() => undefined);
    await call('systemctl', 'start', SERVICE).catch(() => undefined);
  }
}

/** The record's folder and ours around it, which no plan names; a folder that holds something stays. */
function removeEmptyFolders(): void {
  for (const folder of [MACHINE_RECORDS, MACHINE_FOLDER]) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
  }
}

const whyOf = (error: unknown): string => {
  // `execFile` adds what the program said.
  const { stderr, message } = error as { stderr?: string; message?: string };
  return (stderr?.trim() || message) ?? String(error);
};

async function untilAnswers(port: number): Promise<void> {
  const deadline = Date.now() + ANSWER_DEADLINE_MS;
  for (;;) {
    const why = await answer(port);
    if (why === undefined) return;
    if (Date.now() > deadline) throw new Error(`nothing answers on port ${port} (${why})`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const answer = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port, path: `/hook/${PROBE_EVENT}`, method: 'POST', timeout: 5_000 },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200 ? undefined : `status ${response.statusCode}`);
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', (error) => resolve(error.message));
    asked.end();
  });
