import { dirname, join } from 'node:path';

/** Where everything of one installation lies. Every path is made here, so that a stranger can list them all. */
const sessionFilesIn = (root: string, uid: number | undefined) => ({
  stopped:
    uid === undefined ? join(root, 'stopped-sessions.json') : join(root, 'sessions', `${uid}-stopped.json`),
  heard: join(root, 'sessions', `${uid ?? 'own'}-heard.jsonl`),
  released: join(root, 'sessions', `${uid ?? 'own'}-released.json`),
  labels: join(root, 'sessions', `${uid ?? 'own'}-labels.jsonl`),
  labelsReleased: join(root, 'sessions', `${uid ?? 'own'}-labels-released.json`),
  values: join(root, 'sessions', `${uid ?? 'own'}-values.jsonl`),
  written: join(root, 'sessions', `${uid ?? 'own'}-written.jsonl`),
  schedules: join(root, 'sessions', `${uid ?? 'own'}-schedules.jsonl`),
  destinations: join(root, 'sessions', `${uid ?? 'own'}-destinations.jsonl`),
  loaded: join(root, 'sessions', `${uid ?? 'own'}-loaded.jsonl`),
  ...(uid === undefined ? { marks: join(root, 'hook', 'stopped.txt') } : {}),
});

export const stateHome = (root: string, records = join(root, 'install')) => ({
  root,
  /** What each install did, so that uninstall can undo it; root's alone on a managed machine. */
  records,
  /** The device's id. */
  state: join(root, 'state.json'),
  /** Which processes run and on which ports; absent when nothing runs. */
  running: join(root, 'run', 'running.json'),
  /** Which `up` owns this folder, from its first step to its last. */
  upLock: join(root, 'run', 'up.lock'),
  hookSocket: join(root, 'run', 'hook.sock'),
  /** What servers are and say of themselves, and what of it people approved; both sealed. */
  mcpSeen: join(root, 'mcp', 'seen.json'),
  mcpApproved: join(root, 'mcp', 'approved.json'),
  /** Servers that run from a copy of their package, and the copies: a folder a server, and in it one a tree of files. */
  mcpPinned: join(root, 'mcp', 'pinned.json'),
  mcpServers: join(root, 'mcp-servers'),
  /** The same for each user of a managed machine: what one of them says of a server counts for no other. */
  mcpFilesOf: (uid: number) => ({
    mcpSeen: join(root, 'mcp', `${uid}-seen.json`),
    mcpApproved: join(root, 'mcp', `${uid}-approved.json`),
    mcpPinned: join(root, 'mcp', `${uid}-pinned.json`),
    mcpServers: join(root, 'mcp-servers', String(uid)),
  }),
  /** Which MCP servers over HTTP stand behind the gateway's port, and which port that is while it listens. */
  mcpRemoteServers: join(root, 'mcp', 'remote-servers.json'),
  mcpPort: join(root, 'run', 'mcp-port.json'),
  /** Where relays of MCP servers ask. */
  mcpSocket: join(root, 'run', 'mcp.sock'),
  /** A header line for `curl -H @file`, so that the token stands in no process list. */
  hookTokenHeader: join(root, 'secrets', 'hook-token'),
  apiToken: join(root, 'secrets', 'api-token'),
  deviceToken: join(root, 'secrets', 'device-token'),
  deviceKey: join(root, 'secrets', 'device-key.pem'),
  hookScript: join(root, 'hook', 'hook.sh'),
  offlineDecider: join(root, 'hook', 'offline-decider.mjs'),
  lastResort: join(root, 'hook', 'last-resort.json'),
  /** One line for each time the script had to fall back on its last resort. */
  hookGaps: join(root, 'hook', 'gaps.txt'),
  /** Decisions made while the daemon was down, one file a decision, taken into the chain at the next start. */
  offlineEvidence: join(root, 'offline'),
  /** There while something is taken from the files above into the chain: where the chain stood when that began. */
  intake: join(root, 'intake.json'),
  spool: join(root, 'spool'),
  uploadCursor: join(root, 'uploaded.json'),
  policyBundle: join(root, 'policy', 'bundle.json'),
  /** The control plane's public key, pinned at first contact, and the highest bundle version seen. */
  policyTrust: join(root, 'policy', 'trust.json'),
  /** Who is in which group, written by a person; see docs/people.md. */
  people: join(root, 'people.yaml'),
  /** What else is looked for, written by an admin, beside root's records on a managed machine; see docs/detectors.md. */
  detectors: join(dirname(records), 'detectors.yaml'),
  /** Which model answers the questions of rules, written by an admin in the same place; see docs/judge.md. */
  judge: join(dirname(records), 'judge.yaml'),
  /** What `sallyport inventory` saw last, beside root's records on a managed machine. */
  inventory: join(dirname(records), 'inventory.json'),
  /** What the guard itself saw last: its news are no news to a person's own look, nor the other way round. */
  inventoryWatched: join(root, 'inventory-watched.json'),
  /** The same for each user of a managed machine, and when each was looked at last. */
  inventoryOf: (uid: number) => join(root, 'inventory', `${uid}.json`),
  inventoryLooks: join(root, 'inventory', 'looks.json'),
  proofs: join(root, 'proofs.json'),
  /** When the machine was started, by the clock that evidence was last written with. */
  clock: join(root, 'clock.json'),
  /** Sessions of which the evidence already says that they went round the hook. */
  toldSessions: join(root, 'told-sessions.json'),
  /** The same for each user of a managed machine. */
  toldSessionsOf: (uid: number) => join(root, 'told-sessions', `${uid}.json`),
  /** Whose conversations are stopped, known and labelled, what people let go on, and the other facts of sessions; of each user of a managed machine. */
  sessionFiles: (uid?: number) => sessionFilesIn(root, uid),
  /** One line for each session whose results were kept from the model by the hook script alone. */
  stopMarks: join(root, 'hook', 'stopped.txt'),
  /** What was said of each session at its start, where the client does not say so at every call. */
  sessionClaims: join(root, 'session-claims.json'),
  /** What people were asked, and their standing grants; sealed with a key of the device. */
  approvals: join(root, 'approvals.json'),
  /** Passkeys of people who answer, pinned; and the one-time codes that bring one in. Both sealed. */
  passkeys: join(root, 'passkeys.json'),
  passkeyCodes: join(root, 'passkey-codes.json'),
  controlPlane: join(root, 'control-plane'),
  log: (process: 'device' | 'control-plane') => join(root, 'log', `${process}.log`),
});

export type StateHome = ReturnType<typeof stateHome>;
