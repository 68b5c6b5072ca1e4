import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EvidenceRecord } from '@sallyport/action-model';
import { createApiClient, type Session } from '@sallyport/fleet-protocol';
import { CLIENT_VERSIONS, type ClientVersion } from '@sallyport/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateHome } from '../../packages/device/src/state-home.ts';
import { HOOK_CELLS, SOCKET_CELLS, type Expected, type HookCell } from './support/attack-cells.ts';
import {
  DETECTION,
  doctorSays,
  evidenceOf,
  inParallel,
  prepareAttack,
  runCell,
  runningOf,
  VICTIMS,
  type AttackPlace,
  type CellRun,
} from './support/attack-place.ts';
import { startImpostor } from './support/impostor.ts';
import { install, type Installation } from './support/installation.ts';

const sessionsOf = async ({ api }: Pick<Installation, 'api'>): Promise<readonly Session[]> => {
  const answer = await api.sessions({ limit: 500 });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.items;
};

const expectedOf = ({ version, cell }: { version: ClientVersion; cell: HookCell }): Expected =>
  cell.expected[version];

describe('the hook under attack, with the real client', () => {
  let ground: AttackPlace;
  const cases = CLIENT_VERSIONS.flatMap((version) =>
    HOOK_CELLS.map((cell) => ({ version, cell, label: `${version}: ${cell.name}` })),
  );
  const runs = new Map<string, CellRun>();
  const runOf = ({ label }: { label: string }): CellRun => {
    const run = runs.get(label);
    if (run === undefined) throw new Error(`${label} was not run`);
    return run;
  };
  beforeAll(async () => {
    ground = prepareAttack(await install(VICTIMS));
    await inParallel(cases, 3, async ({ version, cell, label }, index) => {
      runs.set(label, await runCell(ground, version, cell, `repository-${index}`));
    });
  }, 400_000);
  afterAll(async () => ground.place[Symbol.asyncDispose]());

  const stopped = cases.flatMap((each) => {
    const expected = expectedOf(each);
    return expected.outcome === 'stopped' ? [{ ...each, by: expected.by }] : [];
  });
  test.for(stopped.map((each) => [each.label, each] as const))('stopped: %s', async ([, each]) => {
    const { sawKey, result } = runOf(each);
    expect(sawKey).toBe(false);
    expect(result.toolResults).toMatchObject([{ isError: true }]);
    const isOurs = result.toolResults[0]?.text.includes('Sallyport stopped this Bash call');
    expect(isOurs).toBe(each.by === 'hook');
  });

  test('each stop of the hook is on record as a block', async () => {
    const blocked = new Set<string | undefined>();
    for (const record of await evidenceOf(ground.place))
      if (record.type === 'decision' && record.decision.enforced === 'block')
        blocked.add(record.origin.session);
    const missing = stopped.filter(
      (each) => each.by === 'hook' && !blocked.has(runOf(each).result.sessionId),
    );
    expect(missing.map(({ label }) => label)).toEqual([]);
  });

  const detected = cases.flatMap((each) => {
    const expected = expectedOf(each);
    return expected.outcome === 'detected' ? [{ ...each, expected }] : [];
  });

  test('what is said to work really does: a cell must not claim less than is true', () => {
    const seen = detected.map((each) => [each.label, runOf(each).sawKey ? undefined : 'redacted']);
    expect(seen).toEqual(detected.map(({ label, expected }) => [label, expected.key]));
  });

  test.for(
    detected.flatMap((each) =>
      each.expected.coverage === 'folder' ? [] : [[each.label, each, each.expected.coverage] as const],
    ),
  )('detected: %s', async ([, each, coverage]) => {
    const { sessionId } = runOf(each).result;
    await expect
      .poll(
        async () => (await sessionsOf(ground.place)).find(({ id }) => id === sessionId)?.coverage,
        DETECTION,
      )
      .toBe(coverage);
  });

  test.for(
    detected.flatMap((each) =>
      each.expected.mark === undefined ? [] : [[each.label, each, each.expected.mark] as const],
    ),
  )('on record, with the verdict for what ran: %s', async ([, each, mark]) => {
    const { sessionId } = runOf(each).result;
    const verdicts = (await evidenceOf(ground.place)).flatMap((record) =>
      record.type === 'decision' &&
      record.origin.session === sessionId &&
      record.decision.marks.includes(mark)
        ? [record.decision.verdict]
        : [],
    );
    expect(verdicts).toEqual(['block']);
  });

  test.for(
    detected.flatMap((each) => (each.expected.coverage === 'folder' ? [[each.label, each] as const] : [])),
  )('detected by its folder: %s', async ([, each]) => {
    const settings = join(runOf(each).cwd, '.claude/settings.json');
    const named = (record: EvidenceRecord): boolean =>
      record.type === 'lifecycle' &&
      record.event === 'settings-tampering' &&
      String(record.detail['reason']).includes(settings);
    await expect.poll(async () => (await evidenceOf(ground.place)).some(named), DETECTION).toBe(true);
  });

  test('doctor names every detected one', async () => {
    const says = await doctorSays(ground.place);
    const silent = detected.filter((each) => {
      const { doctor } = each.expected;
      if (doctor === undefined) return false;
      const run = runOf(each);
      const subject = doctor === 'session-blind' ? run.result.sessionId : `${run.cwd}/`;
      return says.get(doctor)?.includes(subject ?? 'no session') !== true;
    });
    expect(silent.map(({ label }) => label)).toEqual([]);
  });
});

describe('Sallyport is killed, and somebody listens on its socket', () => {
  let ground: AttackPlace;
  const later: { run: CellRun; label: string }[] = [];

  beforeAll(async () => {
    ground = prepareAttack(await install(VICTIMS));
    const { pid } = runningOf(ground.place);
    process.kill(pid, 'SIGKILL');
  });
  afterAll(async () => ground.place[Symbol.asyncDispose]());

  test('its parts end with it, and doctor says that it is down', async () => {
    await expect.poll(async () => (await doctorSays(ground.place)).has('daemon-down'), DETECTION).toBe(true);
  });

  const cases = CLIENT_VERSIONS.flatMap((version) =>
    SOCKET_CELLS.map((cell, index) => [`${version}: ${cell.name}`, version, cell, index] as const),
  );
  test.for(cases)('%s', async ([label, version, cell, index]) => {
    const { hookSocket } = stateHome(ground.place.stateHome);
    rmSync(hookSocket, { force: true });
    const { answer } = cell;
    await using _impostor =
      answer === undefined
        ? { [Symbol.asyncDispose]: async () => {} }
        : await startImpostor(hookSocket, (socket) => {
            let text = '';
            socket.on('data', (piece) => {
              text += String(piece);
              // The payload comes in chunks; an empty one ends it.
              if (!text.endsWith('0\r\n\r\n')) return;
              socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`);
            });
          });
    const run = await runCell(ground, version, cell, `socket-${version}-${index}`);
    const expected = cell.expected[version];
    expect(run.sawKey).toBe(expected.outcome === 'detected');
    // With nobody to decide, the prompt itself is stopped already; with the offline decider, the tool.
    const said = [run.result.stdout, ...run.result.toolResults.map(({ text }) => text)].join('\n');
    expect(/Sallyport (?:stopped|could not decide)/.test(said)).toBe(expected.outcome === 'stopped');
    if (expected.outcome === 'detected') later.push({ run, label });
  });

  test('when Sallyport is started again, what got past the impostor is blind, in the API and for doctor', async () => {
    expect(later).toHaveLength(CLIENT_VERSIONS.length);
    const again = spawn(
      process.execPath,
      [join(import.meta.dirname, '../../dist/sallyport.mjs'), 'up', '--json'],
      {
        env: { PATH: process.env['PATH'] ?? '', HOME: ground.place.home, SALLYPORT_PORT: '0' },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    try {
      const [text] = (await once(again.stdout.setEncoding('utf8'), 'data')) as [string];
      const { url } = JSON.parse(text) as { url: string };
      const api = createApiClient({
        baseUrl: url,
        fetch,
        token: readFileSync(stateHome(ground.place.stateHome).apiToken, 'utf8').trim(),
      });
      for (const { run } of later) {
        await expect
          .poll(
            async () => (await sessionsOf({ api })).find(({ id }) => id === run.result.sessionId),
            DETECTION,
          )
          .toMatchObject({
            coverage: 'blind',
            coverageReason: expect.stringContaining('without one hook call') as string,
          });
      }
      const says = await doctorSays(ground.place);
      for (const { run } of later) expect(says.get('session-blind')).toContain(run.result.sessionId);
    } finally {
      const ended = once(again, 'exit');
      again.kill('SIGTERM');
      await ended;
    }
  });
});
