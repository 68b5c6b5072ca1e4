import { EvidenceRecord } from '@sallyport/action-model';
import { ActivityItem, type ActivityDetail } from '@sallyport/fleet-protocol';
import { workerData } from 'node:worker_threads';
import { aggregateActivity, READ_HOURS } from './aggregate-activity.ts';
import { approvalMessages, findApproval, listApprovals, listGrants, listPasskeys } from './approval-rows.ts';
import { listDays } from './day-segment.ts';
import { listInventory } from './inventory-rows.ts';
import { listActivity, prepareList } from './list-activity.ts';
import { OpenDays } from './open-days.ts';
import { serveOperations } from './operation-server.ts';
import type { ReaderOperations } from './operations.ts';
import { currentPolicy, policyVersions, storedPolicy } from './policy-version-rows.ts';
import { findSession, listDevices, listFindings, listSessions } from './registry-rows.ts';
import { allRows, integer, oneRow, text } from './sqlite.ts';
import { openStateFile } from './state-file.ts';

// Reads beside the writer: a slow search never holds up an acknowledgement.
const { directory } = workerData as { directory: string };
const state = openStateFile(directory, { readOnly: true });
const days = new OpenDays(directory, { readOnly: true }, (database) => ({
  ...prepareList(database),
  hours: database.prepare(READ_HOURS),
  bySeq: database.prepare('SELECT item, line FROM records WHERE chain = ? AND seq = ?'),
}));

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const get = (device: string, epoch: string, seq: number): ActivityDetail | null => {
  const chain = oneRow(state.prepare('SELECT id FROM chains WHERE device = ? AND epoch = ?'), device, epoch);
  if (chain === undefined) return null;
  for (const day of listDays(directory)) {
    const row = oneRow(days.get(day).prepared.bySeq, integer(chain, 'id'), seq);
    if (row === undefined) continue;
    const line = text(row, 'line');
    const item = ActivityItem.parse(JSON.parse(text(row, 'item')));
    return { item, record: EvidenceRecord.safeParse(jsonOf(line)).data ?? null, line };
  }
  return null;
};

const count = (table: 'findings' | 'devices'): number =>
  integer(oneRow(state.prepare(`SELECT count(*) AS n FROM ${table}`)) ?? { n: 0 }, 'n');

const operations: ReaderOperations = {
  query: (query) => listActivity(query, listDays(directory), (day) => days.get(day).prepared),
  get,
  aggregate: (query) => aggregateActivity(query, listDays(directory), (day) => days.get(day).prepared.hours),
  devices: (now) => listDevices(state, now),
  sessions: (query) => listSessions(state, query),
  session: (id) => findSession(state, id),
  inventory: (query) => listInventory(state, query),
  findings: () => listFindings(state),
  policyVersions: () => policyVersions(state),
  currentPolicy: () => currentPolicy(state),
  storedPolicy: (version) => storedPolicy(state, version),
  approvals: (asked, limit) => listApprovals(state, asked, limit),
  approval: (ticket) => findApproval(state, ticket),
  grants: () => listGrants(state),
  passkeys: () => listPasskeys(state),
  approvalMessages: (device, after) => approvalMessages(state, device, after),
  logins: () =>
    allRows(state.prepare('SELECT * FROM logins')).map((row) => ({
      hash: text(row, 'hash'),
      expiresAt: integer(row, 'expires_at'),
    })),
  totals: () => ({
    records: integer(
      oneRow(state.prepare('SELECT coalesce(sum(records), 0) AS n FROM devices')) ?? { n: 0 },
      'n',
    ),
    findings: count('findings'),
    devices: count('devices'),
  }),
  closeDays: (old) => {
    for (const day of old) days.close(day);
  },
};

serveOperations(operations, () => {
  days.closeAll();
  state.close();
});
