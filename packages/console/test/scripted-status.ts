import type { ChainLink, Device, Session, Status } from '@sallyport/fleet-protocol';
import { SESSIONS } from './scripted-data.ts';

const link = (id: ChainLink['id'], own: Partial<ChainLink>): ChainLink => ({
  id,
  ok: null,
  at: null,
  tool: null,
  status: null,
  bytes: null,
  session: null,
  fix: null,
  ...own,
});

const proof = (): Partial<ChainLink> => ({ ok: true, at: new Date(Date.now() - 4000).toISOString() });

/** The chain in its three states: nothing done yet, everything proved, broken in the middle. */
export const CHAINS = {
  new: (): ChainLink[] => [
    link('installed', { ok: false, fix: 'sallyport install claude-code' }),
    link('client-restarted', {}),
    link('hook-seen', {}),
    link('policy-evaluated', {}),
    link('evidence-stored', {}),
  ],
  proved: (): ChainLink[] => [
    link('installed', { ...proof(), status: '~/.claude/settings.json' }),
    link('client-restarted', { ...proof(), session: SESSIONS[0] }),
    link('hook-seen', { ...proof(), tool: 'Bash', session: SESSIONS[0] }),
    link('policy-evaluated', { ...proof(), tool: 'Bash', status: '200', bytes: 1240, session: SESSIONS[0] }),
    link('evidence-stored', { ...proof(), bytes: 2210, session: SESSIONS[0] }),
  ],
  broken: (): ChainLink[] => [
    link('installed', { ...proof(), status: '~/.claude/settings.json' }),
    link('client-restarted', {
      ok: false,
      session: SESSIONS[0],
      fix: 'session 5b0f3c1e started before the hooks were installed; quit Claude Code and start it again, then run `sallyport status`',
    }),
    link('hook-seen', {}),
    link('policy-evaluated', {}),
    link('evidence-stored', {}),
  ],
};

export const scriptedStatus = (chain: ChainLink[]): Status => ({
  version: '0.1.0',
  tier: 'cooperative',
  home: '/home/ana/.sallyport',
  ports: { api: 7070 },
  chain,
  policy: { version: 'individual-2026-11-20', signed: true, age: 7200 },
  spool: { pending: 0, bytes: 18_400, gaps: 1 },
});

export const scriptedSession = (id: string): Session => ({
  id,
  device: id === SESSIONS[1] ? 'dev_mbp' : 'dev_ws14',
  agent: id === SESSIONS[1] ? 'cowork' : 'claude-code',
  agentVersion: '2.1.330',
  user: 'ana',
  workspace: '/home/ana/project',
  permissionMode: 'acceptEdits',
  firstSeen: new Date(Date.now() - 3_600_000).toISOString(),
  lastSeen: new Date(Date.now() - 5000).toISOString(),
  actions: 214,
  blocked: 3,
  coverage: id === SESSIONS[2] ? 'unverified' : 'confirmed',
  coverageReason: id === SESSIONS[2] ? 'no canary was held in this session yet' : null,
});

export const scriptedSessions = (): Session[] => SESSIONS.map(scriptedSession);

export const scriptedDevice = (id: string, host: string): Device => ({
  id,
  host,
  user: 'ana',
  os: 'linux',
  tier: 'cooperative',
  version: '0.1.0',
  state: 'active',
  firstSeen: new Date(Date.now() - 86_400_000).toISOString(),
  lastSeen: new Date().toISOString(),
  lastHookAt: new Date().toISOString(),
  records: 1204,
});
