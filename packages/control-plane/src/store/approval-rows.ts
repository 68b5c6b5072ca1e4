import { ApprovalTicket, Grant } from '@sallyport/action-model';
import {
  DevicePasskeys,
  type ApprovalItem,
  type ApprovalReport,
  type SignedApproval,
} from '@sallyport/fleet-protocol';
import type { DatabaseSync } from 'node:sqlite';
import { allRows, integer, oneRow, text, type Row } from './sqlite.ts';

/** Beyond these the oldest go; what was decided by them stays in the evidence. */
const MAX_TICKETS = 20_000;
const MAX_GRANTS = 5000;
const MAX_MESSAGES = 20_000;
const MAX_MESSAGES_AT_ONCE = 100;

/** Each device says whole tickets, newest state last; when a person first saw one is ours to keep. */
export const putApprovals = (
  database: DatabaseSync,
  { device, tickets, grants, passkeys }: ApprovalReport,
): void => {
  if (passkeys !== undefined)
    database
      .prepare(
        'INSERT INTO passkeys(device, body) VALUES (?, ?) ON CONFLICT(device) DO UPDATE SET body = excluded.body',
      )
      .run(device, JSON.stringify({ device, ...passkeys }));
  const putTicket = database.prepare(
    `INSERT INTO approval_tickets(ticket, device, asked_at, state, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT(ticket) DO UPDATE SET state = excluded.state, body = excluded.body WHERE device = excluded.device`,
  );
  const putGrant = database.prepare(
    `INSERT INTO approval_grants(name, device, made_at, body) VALUES (?, ?, ?, ?)
     ON CONFLICT(name) DO UPDATE SET body = excluded.body WHERE device = excluded.device`,
  );
  for (const ticket of tickets)
    if (ticket.device === device)
      putTicket.run(ticket.ticket, device, ticket.askedAt, ticket.state, JSON.stringify(ticket));
  for (const grant of grants)
    if (grant.device === device) putGrant.run(grant.grant, device, grant.madeAt, JSON.stringify(grant));
  database
    .prepare(
      'DELETE FROM approval_tickets WHERE asked_at < (SELECT asked_at FROM approval_tickets ORDER BY asked_at DESC LIMIT 1 OFFSET ?)',
    )
    .run(MAX_TICKETS);
  database
    .prepare(
      'DELETE FROM approval_grants WHERE made_at < (SELECT made_at FROM approval_grants ORDER BY made_at DESC LIMIT 1 OFFSET ?)',
    )
    .run(MAX_GRANTS);
};

/** Only the first time counts. */
export const showApprovals = (database: DatabaseSync, names: readonly string[], at: string): void => {
  const show = database.prepare(
    'UPDATE approval_tickets SET shown_at = ? WHERE ticket = ? AND shown_at IS NULL',
  );
  for (const name of names) show.run(at, name);
};

export type StoredMessage = Omit<SignedApproval, 'seq'> & {
  readonly device: string;
  readonly ticket: string;
};

export const addApprovalMessage = (database: DatabaseSync, message: StoredMessage): number => {
  const { lastInsertRowid } = database
    .prepare(
      'INSERT INTO approval_messages(device, ticket, payload, signature, key_id) VALUES (?, ?, ?, ?, ?)',
    )
    .run(message.device, message.ticket, message.payload, message.signature, message.keyId);
  database
    .prepare('DELETE FROM approval_messages WHERE seq <= ?')
    .run(Number(lastInsertRowid) - MAX_MESSAGES);
  return Number(lastInsertRowid);
};

const itemOf = (row: Row): ApprovalItem => {
  const ticket = ApprovalTicket.parse(JSON.parse(text(row, 'body')));
  return {
    ticket,
    shownAt: row['shown_at'] === null ? null : text(row, 'shown_at'),
    answering:
      ticket.state === 'open' &&
      integer(row, 'answers') > ticket.approvals.length &&
      ticket.refused === undefined,
  };
};

const SELECT =
  'SELECT body, shown_at, (SELECT count(*) FROM approval_messages AS m WHERE m.ticket = t.ticket AND m.device = t.device) AS answers FROM approval_tickets AS t';

/** Newest first. */
export const listApprovals = (
  database: DatabaseSync,
  state: string | undefined,
  limit: number,
): ApprovalItem[] =>
  (state === undefined
    ? allRows(database.prepare(`${SELECT} ORDER BY asked_at DESC LIMIT ?`), limit)
    : allRows(database.prepare(`${SELECT} WHERE state = ? ORDER BY asked_at DESC LIMIT ?`), state, limit)
  ).map(itemOf);

export const findApproval = (database: DatabaseSync, ticket: string): ApprovalItem | null => {
  const row = oneRow(database.prepare(`${SELECT} WHERE ticket = ?`), ticket);
  return row === undefined ? null : itemOf(row);
};

/** What each device has pinned; the device alone decides that. */
export const listPasskeys = (database: DatabaseSync): DevicePasskeys[] =>
  allRows(database.prepare('SELECT body FROM passkeys ORDER BY device')).map((row) =>
    DevicePasskeys.parse(JSON.parse(text(row, 'body'))),
  );

export const listGrants = (database: DatabaseSync): Grant[] =>
  allRows(database.prepare('SELECT body FROM approval_grants ORDER BY made_at DESC LIMIT 1000')).map((row) =>
    Grant.parse(JSON.parse(text(row, 'body'))),
  );

export const approvalMessages = (database: DatabaseSync, device: string, after: number): SignedApproval[] =>
  allRows(
    database.prepare(
      'SELECT seq, payload, signature, key_id FROM approval_messages WHERE device = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    device,
    after,
    MAX_MESSAGES_AT_ONCE,
  ).map((row) => ({
    seq: integer(row, 'seq'),
    payload: text(row, 'payload'),
    signature: text(row, 'signature'),
    keyId: text(row, 'key_id'),
  }));
