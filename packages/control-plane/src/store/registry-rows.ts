import { Device, EvidenceFinding, Session, type SessionQuery } from '@sallyport/fleet-protocol';
import type { DatabaseSync } from 'node:sqlite';
import { deviceState } from './device-state.ts';
import { sessionCoverage } from './session-coverage.ts';
import { allRows, integer, text, textOrNull, type Row } from './sqlite.ts';

const deviceOf = (row: Row, now: string): Device =>
  Device.parse({
    ...row,
    firstSeen: row['first_seen'],
    lastSeen: row['last_seen'],
    lastHookAt: row['last_hook_at'],
    state: deviceState(
      {
        lastSeen: text(row, 'last_seen'),
        onlineSince: text(row, 'online_since'),
        lastHookSeen: textOrNull(row, 'last_hook_seen'),
      },
      now,
    ),
  });

const sessionOf = (row: Row): Session =>
  Session.parse({
    ...row,
    agentVersion: row['agent_version'],
    permissionMode: row['permission_mode'],
    firstSeen: row['first_seen'],
    lastSeen: row['last_seen'],
    ...sessionCoverage({
      started: integer(row, 'started') === 1,
      decisions: integer(row, 'actions'),
      blind: textOrNull(row, 'blind'),
      doubt: textOrNull(row, 'doubt'),
    }),
  });

export const listDevices = (state: DatabaseSync, now: string): Device[] =>
  allRows(state.prepare('SELECT * FROM devices ORDER BY last_seen DESC LIMIT 10000')).map((row) =>
    deviceOf(row, now),
  );

/** Coverage is derived when it is read, so it is filtered here and not in SQL. */
export const listSessions = (state: DatabaseSync, query: SessionQuery): Session[] => {
  const rows = state
    .prepare('SELECT * FROM sessions WHERE ?1 IS NULL OR device = ?1 ORDER BY last_seen DESC')
    .iterate(query.device ?? null);
  const sessions: Session[] = [];
  for (const row of rows) {
    const session = sessionOf(row);
    if (query.coverage !== undefined && session.coverage !== query.coverage) continue;
    sessions.push(session);
    if (sessions.length >= query.limit) break;
  }
  return sessions;
};

/** A session id is the client's claim, so two devices may use the same one: the one seen last answers. */
export const findSession = (state: DatabaseSync, id: string): Session | null => {
  const [row] = allRows(
    state.prepare('SELECT * FROM sessions WHERE id = ? ORDER BY last_seen DESC LIMIT 1'),
    id,
  );
  return row === undefined ? null : sessionOf(row);
};

export const listFindings = (state: DatabaseSync): EvidenceFinding[] =>
  allRows(state.prepare('SELECT * FROM findings ORDER BY id DESC LIMIT 1000')).map((row) =>
    EvidenceFinding.parse(row),
  );
