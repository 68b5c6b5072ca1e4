import { workerData } from 'node:worker_threads';
import { openAppend } from './append.ts';
import { addApprovalMessage, putApprovals, showApprovals } from './approval-rows.ts';
import { listDays, removeDay } from './day-segment.ts';
import { serveOperations } from './operation-server.ts';
import type { WriterOperations } from './operations.ts';
import { addPolicyVersion } from './policy-version-rows.ts';
import { renewDays } from './renew-days.ts';
import { openStateFile } from './state-file.ts';

// The only thread that writes.
const { directory } = workerData as { directory: string };
const state = openStateFile(directory, { readOnly: false });
renewDays(directory);
const { append, closeDay, close } = openAppend(directory, state);
const removeLogin = state.prepare('DELETE FROM logins WHERE hash = ?');
const addLogin = state.prepare('INSERT OR REPLACE INTO logins VALUES (?, ?)');

const operations: WriterOperations = {
  append,
  prune: (beforeDay) => {
    const old = listDays(directory).filter((day) => day < beforeDay);
    for (const day of old) {
      closeDay(day);
      removeDay(directory, day);
    }
    state.prepare('DELETE FROM sessions WHERE last_seen < ?').run(beforeDay);
    state.prepare("DELETE FROM inventory WHERE state = 'gone' AND changed_at < ?").run(beforeDay);
    // A device can make findings without end; the newest are the ones anyone looks at.
    state.exec('DELETE FROM findings WHERE id <= (SELECT max(id) FROM findings) - 100000');
    return old;
  },
  addPolicyVersion: (version) => addPolicyVersion(state, version),
  putApprovals: (report) => putApprovals(state, report),
  showApprovals: (tickets, at) => showApprovals(state, tickets, at),
  addApprovalMessage: (message) => addApprovalMessage(state, message),
  addLogin: ({ hash, expiresAt }) => void addLogin.run(hash, expiresAt),
  removeLogins: (hashes) => {
    for (const hash of hashes) removeLogin.run(hash);
  },
};

serveOperations(operations, () => {
  close();
  state.close();
});
