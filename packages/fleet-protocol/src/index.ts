export {
  ActivityAggregate,
  ActivityDetail,
  ActivityItem,
  ActivityPage,
  ActivityQuery,
  AggregateQuery,
  ApiError,
  Device,
  DeviceList,
  MAX_ITEM_SIGHTINGS,
  PolicyVersion,
  PolicyVersionList,
  Session,
  SessionList,
  SessionQuery,
} from './activity.ts';
export { activityItem, searchText } from './activity-item.ts';
export type { RecordSource } from './activity-item.ts';
export { createApiClient, queryString } from './api-client.ts';
export {
  AnswerRequest,
  AnswerResponse,
  ApprovalItem,
  ApprovalList,
  ApprovalQuery,
  ApprovalReport,
  FatigueReport,
  GrantList,
  MAX_APPROVAL_REPORT_BYTES,
  MessageQuery,
  signedApproval,
  SignedApproval,
  SignedApprovalList,
} from './approvals.ts';
export type { FatigueRow } from './approvals.ts';
export type { ApiClient, ApiClientOptions, ApiResult, Fetch } from './api-client.ts';
export { BundleEnvelope, openBundle, PolicyBundle, Publication, signedText } from './bundle.ts';
export type { BundleOutcome, OpenBundleOptions } from './bundle.ts';
export { CAPABILITY } from './capability.ts';
export { EvidenceFinding, EvidenceFindingList } from './evidence-finding.ts';
export { CHAIN_START, hashedText, sealLine, unsealLine } from './evidence-line.ts';
export { fitsStream } from './fits-stream.ts';
export { CHAIN_LINKS, ChainLink, Status } from './health.ts';
export { INVENTORY_KINDS, InventoryEntry, InventoryPage, InventoryQuery, InventoryRow } from './inventory.ts';
export {
  entryDetail,
  INVENTORY_CHANGED,
  INVENTORY_LISTED,
  listingDetails,
  readInventoryNews,
} from './inventory-evidence.ts';
export type { InventoryNews } from './inventory-evidence.ts';
export { Login, LoginLink, LoginRequest } from './login.ts';
export { additionChallenge, answerChallenge, sponsorChallenge } from './passkey-challenge.ts';
export type { PasskeyAnswer } from './passkey-challenge.ts';
export {
  AnswerChallengeRequest,
  DevicePasskeys,
  PasskeyChallenge,
  PasskeyChallengeRequest,
  PasskeyList,
  PasskeyRequest,
} from './passkeys.ts';
export { PinnedPasskeys } from './pinned-passkeys.ts';
export { plainText } from './plain-text.ts';
export {
  ApplyRequest,
  ApplyResponse,
  BundleQuery,
  InForceList,
  MAX_APPLY_BYTES,
  PolicyContent,
  RollBackRequest,
} from './policy-apply.ts';
export { LiftRecallRequest, RECALLED_DOCUMENT, RecallList, RecallRequest } from './recalls.ts';
export { showTricks } from './show-tricks.ts';
export { STREAM_EVENTS, StreamQuery } from './stream.ts';
export { summarise } from './summarise.ts';
export { MAX_UPLOAD_BYTES, UploadRequest, UploadResponse } from './upload.ts';
