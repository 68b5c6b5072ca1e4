import { mkdir, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewEvidence, Origin } from '@sallyport/action-model';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import {
  healthMachine,
  putProcess,
  transcriptLine,
  type HealthMachine,
} from '../../test/health/health-machine.ts';
import { stateHome } from '../state-home.ts';
import { readLastProofs, type LastProofs } from './last-proofs.ts';
import { BypassWatch } from './watch-bypass.ts';

const NOW = '2026-11-22T11:00:00.000Z';
const acts = { session: 's2', cwd: '/w', at: '2026-11-22T10:40:00.000Z', tool: 'Bash' };
const ORIGIN: Origin = {
  groups: [],
  os: 'linux',
  tier: 'cooperative',
  agent: 'claude-code',
  surface: 'hook',
  permissionMode: 'unknown',
  trigger: 'unknown',
  attended: false,
  proofs: {},
};

const watching = async (machine: HealthMachine, now = NOW) => {
  const said: NewEvidence[] = [];
  const home = stateHome(machine.state(''));
  const read = await readLastProofs(home.proofs);
  if (read.kind !== 'proofs') throw new Error('a healthy machine has proofs');
  const proofs: LastProofs = read.proofs;
  const watch = new BypassWatch({
    home,
    clientFolder: machine.user('.claude'),
    proofs: () => proofs,
    originOf: (session, cwd) => ({
      ...ORIGIN,
      // The test's own ids are short plain words.
      session: session as NonNullable<Origin['session']>,
      ...(cwd === undefined ? {} : { cwd }),
    }),
    note: (evidence) => void said.push(evidence),
    now: () => new Date(now),
    procFolder: join(machine.root, 'proc'),
    log: pino({ level: 'silent' }),
  });
  return { watch, said };
};

describe('BypassWatch', () => {
  it('says once that a session acted without the hook, and not again after a restart', async () => {
    await using machine = await healthMachine();
    await machine.transcript('other', transcriptLine(acts));
    const { watch, said } = await watching(machine);
    await watch.look();
    await watch.look();
    expect(said).toMatchObject([
      {
        type: 'lifecycle',
        event: 'bypass-detected',
        origin: { session: 's2', cwd: '/w', surface: 'native', agentVersion: '2.1.330' },
        detail: { reason: expect.stringContaining('used Bash since 2026-11-22T10:40') as string },
      },
    ]);
    const restarted = await watching(machine);
    await restarted.watch.look();
    expect(restarted.said).toEqual([]);
  });

  it('finds a session that ran a shell and kept no transcript', async () => {
    await using machine = await healthMachine();
    const session = '5b4183a9-99da-41ea-bcab-47946c4f338d';
    await mkdir(machine.user(`.claude/session-env/${session}`), { recursive: true });
    await mkdir(machine.user('.claude/session-env/not-a-session'));
    const folder = machine.user(`.claude/session-env/${session}`);
    await utimes(folder, new Date(acts.at), new Date(acts.at));
    const { watch, said } = await watching(machine);
    await watch.look();
    expect(said).toMatchObject([{ event: 'bypass-detected', origin: { session } }]);
  });

  it('says that the hooks of a session can be changed by the settings of its folder', async () => {
    await using machine = await healthMachine();
    const cwd = join(machine.root, 'repository');
    await mkdir(cwd);
    await machine.put('repository/.claude/settings.json', '{"env":{"HOME":"/tmp"}}');
    await machine.transcript(
      'other',
      transcriptLine({ ...acts, at: '2026-11-22T10:07:10.000Z', session: 'session-1', cwd }),
    );
    const { watch, said } = await watching(machine);
    await watch.look();
    expect(said).toMatchObject([
      {
        event: 'settings-tampering',
        origin: { session: 'session-1' },
        detail: { reason: expect.stringContaining('env.HOME') as string },
      },
    ]);
  });

  it('finds a client that runs where the settings move its notes away', async () => {
    await using machine = await healthMachine();
    const cwd = join(machine.root, 'repository');
    await machine.put('repository/.claude/settings.json', '{"env":{"CLAUDE_CONFIG_DIR":"/tmp/x"}}');
    await putProcess(machine, 99, 3600);
    await symlink(cwd, join(machine.root, 'proc/99/cwd'));
    const { watch, said } = await watching(machine);
    await watch.look();
    expect(said).toMatchObject([
      {
        event: 'settings-tampering',
        detail: { reason: expect.stringContaining('env.CLAUDE_CONFIG_DIR') as string },
      },
    ]);
  });

  it('says that a session stopped calling the hook', async () => {
    await using machine = await healthMachine();
    await machine.transcript(
      'later',
      transcriptLine({ ...acts, session: 'session-1', at: '2026-11-22T10:59:00.000Z' }),
    );
    await machine.proofs((good) => ({
      ...good,
      sessions: { 'session-1': { at: '2026-11-22T10:20:00.000Z', toolAt: null } },
    }));
    const { watch, said } = await watching(machine);
    await watch.look();
    expect(said).toMatchObject([{ event: 'bypass-detected', origin: { session: 'session-1' } }]);
  });

  it('has nothing to say where all is well', async () => {
    await using machine = await healthMachine();
    const { watch, said } = await watching(machine);
    await watch.look();
    expect(said).toEqual([]);
  });
});
