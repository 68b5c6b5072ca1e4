import type {
  ActivityAggregate,
  ActivityDetail,
  ActivityItem,
  ActivityPage,
  ActivityQuery,
  AggregateQuery,
  ApprovalItem,
  ApprovalReport,
  Device,
  DevicePasskeys,
  EvidenceFinding,
  InventoryPage,
  InventoryQuery,
  PolicyVersion,
  Session,
  SessionQuery,
  SignedApproval,
} from '@sallyport/fleet-protocol';
import type { Grant } from '@sallyport/action-model';
import type { StoredMessage } from './approval-rows.ts';

/** What the two workers can be asked. Arguments and results cross a thread, so they are plain data. */

export type UploadBody = { readonly bytes: Uint8Array; readonly receivedAt: string };

export type UploadOutcome =
  | { kind: 'stored'; storedThrough: number; findings: number; items: ActivityItem[] }
  /** The body is not an upload; nothing of it was stored. */
  | { kind: 'refused'; why: string };

export type StoredPolicyVersion = {
  readonly sequence: number;
  readonly digest: string;
  readonly staleAfter: string;
  /** The signed envelope as JSON text, byte for byte what devices get. */
  readonly envelope: string;
  readonly record: Omit<PolicyVersion, 'current'>;
};

export type StoredLogin = { readonly hash: string; readonly expiresAt: number };

export type WriterOperations = {
  /** All uploads of one call become durable together. */
  append: (uploads: UploadBody[]) => UploadOutcome[];
  prune: (beforeDay: string) => string[];
  addPolicyVersion: (version: StoredPolicyVersion) => void;
  addLogin: (login: StoredLogin) => void;
  putApprovals: (report: ApprovalReport) => void;
  showApprovals: (tickets: string[], at: string) => void;
  addApprovalMessage: (message: StoredMessage) => number;
  removeLogins: (hashes: string[]) => void;
};

export type ReaderOperations = {
  query: (query: ActivityQuery) => ActivityPage | null;
  get: (device: string, epoch: string, seq: number) => ActivityDetail | null;
  aggregate: (query: AggregateQuery) => ActivityAggregate;
  devices: (now: string) => Device[];
  sessions: (query: SessionQuery) => Session[];
  session: (id: string) => Session | null;
  inventory: (query: InventoryQuery) => InventoryPage;
  findings: () => EvidenceFinding[];
  policyVersions: () => PolicyVersion[];
  currentPolicy: () => StoredPolicyVersion | null;
  storedPolicy: (version: string) => StoredPolicyVersion | null;
  logins: () => StoredLogin[];
  /** Newest first. */
  approvals: (state: string | undefined, limit: number) => ApprovalItem[];
  approval: (ticket: string) => ApprovalItem | null;
  grants: () => Grant[];
  passkeys: () => DevicePasskeys[];
  approvalMessages: (device: string, after: number) => SignedApproval[];
  totals: () => { records: number; findings: number; devices: number };
  /** Lets go of a day's file before it is removed. */
  closeDays: (days: string[]) => void;
};
