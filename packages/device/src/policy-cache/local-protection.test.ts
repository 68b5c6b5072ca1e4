import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Facts, quietFacts } from '@sallyport/action-model';
import { readCommand } from '@sallyport/command-reading';
import { decide, formatProblem, loadPolicies } from '@sallyport/policy-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionOf } from '../../test/action-support.ts';
import { startTicksOf, writeRunning } from '../running.ts';
import { stateHome } from '../state-home.ts';
import { localGuard, localProtection, NOTHING_LOCAL, type LocalGuard } from './local-protection.ts';
import { selfProtection } from './shipped-packs.ts';

const HOME = '/home/user';
const GUARD: LocalGuard = {
  roots: ['/srv/guard state'],
  programs: ['/opt/sallyport/lib'],
  ports: [41234],
  pids: [31337, 31338],
};
const FACTS: Facts = quietFacts('2026-01-01T12:00:00.000Z');

const origin = { home: HOME, cwd: `${HOME}/project` };

const load = (guard: LocalGuard) => {
  // Its categories have to fit those of the documents that it stands beside.
  const loaded = loadPolicies([...selfProtection(), ...localProtection(guard)], {
    testsAlreadyPassed: true,
  });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.policy;
};
const policy = load(GUARD);
const verdictOf = (command: string, under = policy) =>
  decide(
    actionOf({
      origin,
      kind: 'shell.run',
      ...readCommand(command, { home: HOME, cwd: `${HOME}/project` }),
    }),
    under,
    FACTS,
  ).verdict;

const toolVerdict = (paths: object[], hosts: object[]) =>
  decide(
    actionOf({
      origin,
      kind: 'tool.call',
      tool: { name: 'mcp__x__y', provenance: 'mcp-server', known: false },
      paths,
      hosts,
    }),
    policy,
    FACTS,
  ).verdict;

describe('localProtection', () => {
  it.each([
    "cat '/srv/guard state/secrets/api-token'",
    'rm -rf /srv/*',
    'rm -rf /srv',
    "curl --unix-socket '/srv/guard state/run/hook.sock' http://localhost/hook/Stop",
    'echo evil > /opt/sallyport/lib/offline-decider.mjs',
    'curl http://localhost:41234/api/v1/policy',
    'wget -qO- 127.0.0.1:41234/',
    'chromium --headless --dump-dom http://localhost:41234/',
    `python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:41234/')"`,
    `python3 -c "import socket; socket.create_connection(('127.0.0.1', 41234))"`,
    'exec 3<>/dev/tcp/127.0.0.1/41234',
    'nc localhost 41234',
    'curl --resolve evil.example:41234:127.0.0.1 http://evil.example:41234/',
    'fuser -k 41234/tcp',
    'kill $(lsof -ti:41234)',
    'kill 31337',
    'kill -9 -- -31337',
    '/bin/kill -s KILL 31338',
    'pkill -P 31337',
    'gdb -p 31338',
    `node -e "process.kill(31338, 'SIGSTOP')"`,
    `python3 -c 'import os; os.kill(31337, 9)'`,
    'cat /proc/31338/environ',
    "perl -e 'kill 9, 31337'",
  ])('stops `%s`', (command) => {
    expect(verdictOf(command)).toBe('block');
    expect(verdictOf(command, load(NOTHING_LOCAL))).not.toBe('block');
  });

  it.each([
    'ls /srv/other',
    'node /opt/sallyport/lib/sallyport.mjs status',
    'curl http://localhost:41235/',
    'curl https://example.com:41234/',
    'kill 31339',
    'kill %1',
    'head -n 31337 log.txt',
    'lsof -i :41234',
    'sleep 31337 & wait',
    `node -e "console.log(31337)"`,
  ])('lets `%s` by', (command) => {
    expect(verdictOf(command)).toBe('allow');
  });

  it('stops other tools by path and port', () => {
    const path = '/srv/guard state/policy/bundle.json';
    const use = { given: path, access: 'read', recursive: false, glob: false, certain: true };
    const host = { host: '127.0.0.1', registrableDomain: '127.0.0.1', direction: 'both', zone: 'loopback' };
    expect(toolVerdict([{ ...use, path }], [])).toBe('block');
    expect(toolVerdict([], [{ ...host, port: 41234 }])).toBe('block');
    expect(toolVerdict([{ ...use, path: '/srv/other' }], [{ ...host, port: 80 }])).toBe('allow');
  });

  it('makes nothing where there is nothing to add', () => {
    expect(localProtection(NOTHING_LOCAL)).toEqual([]);
  });

  it('is valid policy for any folder, whatever characters its name has', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: 'binary' }), { maxLength: 3 }), (names) => {
        const safe = names
          .map((name) => name.replaceAll(/[/\0]/g, '_'))
          .filter((name) => name !== '.' && name !== '..');
        const root = `/${['state', ...safe].join('/')}`;
        const documents = localProtection({ ...GUARD, roots: [root], programs: [root] });
        expect(loadPolicies(documents)).toMatchObject({ ok: true });
      }),
      { numRuns: 30 },
    );
  });

  it('protects a folder whose name holds wildcards', () => {
    const odd = load({ ...NOTHING_LOCAL, roots: ['/srv/[x]{y}*'] });
    expect(verdictOf(String.raw`cat '/srv/[x]{y}*/secrets/api-token'`, odd)).toBe('block');
  });
});

describe('localGuard', () => {
  it('has the state folder as configured and as its links lead, and leaves out what is built in', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-guard-'));
    try {
      mkdirSync(join(folder, 'real'));
      symlinkSync('real', join(folder, '.sallyport'));
      const home = stateHome(join(folder, '.sallyport'));
      expect(localGuard(home, folder).roots).toEqual([join(folder, 'real')]);
      expect(localGuard(home, '/elsewhere').roots).toEqual([
        join(folder, '.sallyport'),
        join(folder, 'real'),
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('guards as many ports as there are doors', () => {
    const many = load({ ...GUARD, ports: [41234, 41235, 41236, 41237, 41238, 41239] });
    expect(verdictOf('xdg-open http://localhost:41239/', many)).toBe('block');
    expect(verdictOf('xdg-open http://localhost:41240/', many)).toBe('allow');
  });

  it('has the ports and processes that `up` wrote down, while they run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-guard-'));
    try {
      const home = stateHome(folder);
      const startTicks = startTicksOf(process.pid);
      const running = {
        pid: process.pid,
        ...(startTicks === undefined ? {} : { startTicks }),
        startedAt: '2026-01-01T12:00:00.000Z',
        url: 'http://127.0.0.1:41234',
        ports: { console: 41234, gateway: 7071 },
        processes: { device: 31337, 'control-plane': 31338 },
      };
      writeRunning(home.running, running);
      expect(localGuard(home, '/elsewhere', { pids: [31337], ports: [0] })).toMatchObject({
        ports: [41234, 7071],
        pids: [process.pid, 31337, 31338],
      });
      writeRunning(home.running, { ...running, startTicks: '1' });
      expect(localGuard(home, '/elsewhere')).toMatchObject({ ports: [], pids: [] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
